package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.alphascope.curvature.jet.Jet;
import io.alphascope.curvature.jet.JetArray;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.network.ParameterArrays;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's outputs on one batch as a function of α: z(α) for parameters θ₀ + α d, where d counts
 * in the chosen tensors only.
 *
 * <p>One forward sweep of jets gives z, ż, z̈ at 0. A layer linear in its parameters, on inputs
 * that do not move, is affine in α: its output is kept, and z at another α runs only what follows.
 * In a perceptron that leaves out the first and largest product.
 */
public final class OutputCurve {
  private final Line line;
  private final Collection<ParameterTensor> moving;
  private final NDManager manager;
  private final Block block;
  private final List<Block> stages;
  private final Map<ParameterTensor, NDArray> leaves = new LinkedHashMap<>();
  private final Jet jet;
  private Jet affine;
  private int affineStages;

  private OutputCurve(Line line, NDArray inputs, Collection<ParameterTensor> moving) {
    this.line = line;
    this.moving = moving;
    this.manager = inputs.getManager();
    this.block = line.network().block();
    this.stages =
        block instanceof SequentialBlock sequence
            ? sequence.getChildren().values()
            : List.of(block);
    this.jet = sweep(inputs);
  }

  /**
   * Sweeps once.
   *
   * @param inputs [n, inputs]; everything made here joins its manager
   * @param moving the tensors in which d counts
   */
  public static OutputCurve sweep(Line line, NDArray inputs, Collection<ParameterTensor> moving) {
    try (Autograd plain = Autograd.notRecording()) {
      return new OutputCurve(line, inputs, moving);
    }
  }

  /** Sweeps once, recording for {@link ReversePasses}; the moving tensors of θ₀ are the leaves. */
  public static OutputCurve recordedSweep(
      Line line, NDArray inputs, Collection<ParameterTensor> moving) {
    try (Autograd recording = Autograd.recording()) {
      return new OutputCurve(line, inputs, moving);
    }
  }

  private Jet sweep(NDArray inputs) {
    List<ParameterTensor> tensors = line.network().parameters();
    ParameterArrays parameters =
        new ParameterArrays(block, manager, i -> JetArray.of(parameter(tensors.get(i))));
    Jet at = Jet.constant(inputs);
    affine = at;
    for (Block stage : stages) {
      boolean still = at.isConstant();
      at = JetArray.jet(parameters.forward(stage, JetArray.of(at)));
      if (still && (at.isConstant() || stage instanceof Linear)) {
        affine = at;
        affineStages++;
      }
    }
    return at;
  }

  private Jet parameter(ParameterTensor tensor) {
    NDArray origin = line.origin(tensor, manager);
    if (!moving.contains(tensor)) {
      return Jet.constant(origin);
    }
    if (Autograd.isRecording()) {
      leaves.put(tensor, Autograd.leaf(origin));
    }
    return new Jet(origin, line.direction(tensor, manager), null);
  }

  /** z, ż, z̈ at α = 0, [n, C] each. */
  public Jet jet() {
    return jet;
  }

  /** z(α), [n, C]. */
  public NDArray at(double alpha) {
    List<ParameterTensor> tensors = line.network().parameters();
    ParameterArrays parameters =
        new ParameterArrays(block, manager, i -> parameterAt(tensors.get(i), alpha));
    try (Autograd plain = Autograd.notRecording()) {
      NDArray at =
          affine.isConstant() ? affine.value() : affine.value().add(affine.first().mul(alpha));
      for (Block stage : stages.subList(affineStages, stages.size())) {
        at = parameters.forward(stage, at);
      }
      return at;
    }
  }

  private NDArray parameterAt(ParameterTensor tensor, double alpha) {
    NDArray origin = line.origin(tensor, manager);
    return moving.contains(tensor)
        ? origin.add(line.direction(tensor, manager).mul(alpha))
        : origin;
  }

  /** The moving tensors of θ₀ if the sweep was recorded, else none. */
  Map<ParameterTensor, NDArray> leaves() {
    return leaves;
  }
}
