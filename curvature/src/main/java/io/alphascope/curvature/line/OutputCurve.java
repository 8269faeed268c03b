package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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
 * <p>One forward sweep of jets gives z, ż, ½z̈ at 0. A layer linear in its parameters, on inputs
 * that do not move, is affine in α: its output is kept, and z at another α runs only what follows.
 * In a perceptron that leaves out the first and largest product.
 */
public final class OutputCurve {
  private final Line line;
  private final Collection<ParameterTensor> moving;
  private final NDManager manager;
  private final List<Block> stages;
  private final Map<ParameterTensor, NDArray> leaves = new LinkedHashMap<>();
  private final Jet jet;
  private Jet affine;
  private int affineStages;

  private OutputCurve(Line line, NDArray inputs, Collection<ParameterTensor> moving) {
    this.line = line;
    this.moving = moving;
    this.manager = inputs.getManager();
    this.stages =
        line.block() instanceof SequentialBlock sequence
            ? sequence.getChildren().values()
            : List.of(line.block());
    this.jet = sweep(inputs);
  }

  /** What {@link #at} needs of another curve, in arrays of a manager of their own. */
  private OutputCurve(OutputCurve other, NDManager manager) {
    this.line = other.line;
    this.moving = other.moving;
    this.manager = manager;
    this.stages = other.stages;
    this.jet = null;
    this.affine =
        new Jet(
            kept(other.affine.value(), manager),
            other.affine.isConstant() ? null : kept(other.affine.first(), manager),
            null);
    this.affineStages = other.affineStages;
  }

  private static NDArray kept(NDArray array, NDManager manager) {
    NDArray detached = array.stopGradient();
    detached.attach(manager);
    return detached;
  }

  /** A curve that outlives this one's arrays and can do nothing but {@link #at}. */
  OutputCurve outliving(NDManager keeper) {
    return new OutputCurve(this, keeper);
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
    ParameterArrays parameters =
        line.parameters(manager, position -> JetArray.of(parameter(position)));
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

  private Jet parameter(int position) {
    ParameterTensor tensor = line.network().parameters().get(position);
    if (!moving.contains(tensor)) {
      return Jet.constant(line.origin(position));
    }
    NDArray origin = line.origin(position);
    if (Autograd.isRecording()) {
      // A leaf of its own, whose gradient goes with it.
      origin = Autograd.leaf(line.newOrigin(position, manager));
      leaves.put(tensor, origin);
    }
    return new Jet(origin, line.direction(position), null);
  }

  /** z, ż, ½z̈ at α = 0, [n, C] each. */
  public Jet jet() {
    return jet;
  }

  /** z(α), [n, C]; the curve's manager's to close. */
  public NDArray at(double alpha) {
    return at(alpha, manager);
  }

  /** z(α), [n, C]; all that is made for it joins a manager. */
  NDArray at(double alpha, NDManager manager) {
    // First operand wherever it occurs, so that results join this manager, not the line's.
    NDArray factor =
        line.type() == DataType.FLOAT64 ? manager.create(alpha) : manager.create((float) alpha);
    ParameterArrays parameters =
        line.parameters(manager, position -> parameterAt(position, factor));
    try (Autograd plain = Autograd.notRecording()) {
      NDArray at =
          affine.isConstant() ? affine.value() : factor.mul(affine.first()).add(affine.value());
      for (Block stage : stages.subList(affineStages, stages.size())) {
        at = parameters.forward(stage, at);
      }
      return at;
    }
  }

  private NDArray parameterAt(int position, NDArray factor) {
    return moving.contains(line.network().parameters().get(position))
        ? factor.mul(line.direction(position)).add(line.origin(position))
        : line.origin(position);
  }

  /** The moving tensors of θ₀ if the sweep was recorded, else none. */
  Map<ParameterTensor, NDArray> leaves() {
    return leaves;
  }
}
