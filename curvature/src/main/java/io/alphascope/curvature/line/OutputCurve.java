package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.sweep.Sweep;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network's outputs on one batch as a function of α: z(α) for parameters θ₀ + α d, where d counts
 * in the chosen tensors only. One forward sweep of jets gives z, ż, ½z̈ at 0.
 */
public final class OutputCurve implements AutoCloseable {
  private final Line line;
  private final Set<ParameterTensor> moving;
  private final NDManager manager;
  private final Map<ParameterTensor, NDArray> leaves = new LinkedHashMap<>();
  private NDArray shift; // null: no second derivatives are left to a pass back
  private final Sweep sweep;

  private OutputCurve(
      Line line,
      List<NDArray> inputs,
      Collection<ParameterTensor> moving,
      int order,
      boolean gathered,
      NDManager manager) {
    this.line = line;
    this.moving = Set.copyOf(moving);
    this.manager = manager;
    this.sweep =
        gathered
            ? line.interpreter().gatheringSweep(inputs, this::parameter, () -> shift(inputs))
            : line.interpreter().sweep(inputs, this::parameter, order);
    line.passed(PassCost.sweep(order));
  }

  /**
   * Sweeps once.
   *
   * @param inputs in the order of the network's
   * @param moving the tensors in which d counts
   * @param order 2; 1 leaves z̈ out
   * @param manager of what is made here beside the sweep
   * @return to be closed
   */
  public static OutputCurve sweep(
      Line line,
      List<NDArray> inputs,
      Collection<ParameterTensor> moving,
      int order,
      NDManager manager) {
    try (Autograd plain = Autograd.notRecording()) {
      return new OutputCurve(line, inputs, moving, order, false, manager);
    }
  }

  /** Sweeps once, recording for {@link ReversePasses}; the moving tensors of θ₀ are the leaves. */
  public static OutputCurve recordedSweep(
      Line line,
      List<NDArray> inputs,
      Collection<ParameterTensor> moving,
      int order,
      NDManager manager) {
    try (Autograd recording = Autograd.recording()) {
      return new OutputCurve(line, inputs, moving, order, false, manager);
    }
  }

  /**
   * Sweeps once, recording, and leaves second derivatives to the pass back for Hd where operators
   * can: they cost less there than carried to the outputs.
   *
   * @param inputs in the order of the network's, of the same samples each
   * @param moving the tensors in which d counts
   * @param manager of what is made here beside the sweep
   * @return to be closed
   */
  public static OutputCurve gatheringSweep(
      Line line, List<NDArray> inputs, Collection<ParameterTensor> moving, NDManager manager) {
    try (Autograd recording = Autograd.recording()) {
      return new OutputCurve(line, inputs, moving, 2, true, manager);
    }
  }

  private NDArray shift(List<NDArray> inputs) {
    if (shift == null) {
      shift = Autograd.leaf(manager.zeros(inputs.get(0).getShape().slice(0, 1), line.type()));
      NDScope.unregister(shift);
    }
    return shift;
  }

  private Jet parameter(int position) {
    ParameterTensor tensor = line.network().parameters().get(position);
    NDArray origin = line.origin(position);
    if (!moving.contains(tensor)) {
      return Jet.constant(origin);
    }
    if (Autograd.isRecording()) {
      origin = leaves.computeIfAbsent(tensor, added -> leaf(position));
    }
    return new Jet(origin, line.direction(position), null);
  }

  /** A leaf of its own, whose gradient goes with it; shares the tensor's memory. */
  private NDArray leaf(int position) {
    NDArray alias = line.origin(position).stopGradient();
    alias.attach(manager);
    return Autograd.leaf(alias);
  }

  /** z, ż, ½z̈ at α = 0, [n, …] each; of z̈ only what was not left to a pass back. */
  public Jet jet() {
    return sweep.output();
  }

  /** What z(α) needs where all of d counts, in arrays that outlive the sweep. To be closed. */
  LineTail tail() {
    return new LineTail(line, sweep.outlivingTail());
  }

  /** The tensors in which d counts. */
  public Set<ParameterTensor> moving() {
    return moving;
  }

  /** Bytes of what a {@link #tail} keeps. */
  public long tailBytes() {
    return sweep.tail().bytes();
  }

  /** The moving tensors of θ₀ if the sweep was recorded, else none. */
  Map<ParameterTensor, NDArray> leaves() {
    return leaves;
  }

  /**
   * The leaf whose gradient after a reverse pass is, for each sample, the rest of ½z̈ times the
   * derivative in ż of the value that the pass starts from; null if there is no rest.
   */
  NDArray shift() {
    return shift;
  }

  public Line line() {
    return line;
  }

  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    sweep.close();
  }
}
