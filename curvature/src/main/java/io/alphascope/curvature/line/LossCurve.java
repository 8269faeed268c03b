package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.sweep.Sweep;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The loss along the line, φ(α) = L(z(α)), sample by sample from the outputs' jet:
 *
 * <pre>
 *   ℓ̇ᵢ = ∇ℓᵢᵀ żᵢ     ℓ̈ᵢ = żᵢᵀ Hᵢ żᵢ + ∇ℓᵢᵀ z̈ᵢ,  z̈ = 2 z₂     Hᵢ: the Hessian of ℓᵢ in its outputs
 * </pre>
 *
 * Reduced as the loss is, s Σᵢ, they are dᵀg and dᵀHd, and żᵢᵀHᵢżᵢ alone is dᵀGd. All in double.
 */
public final class LossCurve implements AutoCloseable {
  private final Loss loss;
  private final OutputCurve outputs;
  private final Targets targets;
  private final ReversePasses reversePasses = new ReversePasses(this);
  private final LossTerms terms;
  private final Outputs tangents; // żᵢ
  private final Outputs curved; // Hᵢ żᵢ, [n, C]
  private final double[] slopes;
  private final double[] gaussNewton;
  private double[] hessian; // null: not asked for

  /**
   * Evaluates the loss and its derivatives at α = 0.
   *
   * @param outputs closed with the curve, and at once if this fails
   * @throws IllegalArgumentException if the targets do not fit the outputs
   */
  public static LossCurve of(Loss loss, OutputCurve outputs, Targets targets) {
    return of(loss, outputs, targets, shape -> loss.scale(targets, shape));
  }

  /**
   * Evaluates the loss of a part of a batch and its derivatives at α = 0.
   *
   * @param outputs closed with the curve, and at once if this fails
   * @param scale gives the factor of the whole batch's reduction for the shape of the part's
   *     outputs
   * @throws IllegalArgumentException if the targets do not fit the outputs
   */
  public static LossCurve of(
      Loss loss, OutputCurve outputs, Targets targets, ToDoubleFunction<Shape> scale) {
    try {
      return new LossCurve(loss, outputs, targets, scale);
    } catch (RuntimeException | Error e) {
      outputs.close();
      throw e;
    }
  }

  /**
   * φ(α) by running the network once, without a curve.
   *
   * @param scale the factor of the reduction
   */
  public static double at(
      double alpha, Loss loss, Line line, List<NDArray> inputs, Targets targets, double scale) {
    try (Autograd plain = Autograd.notRecording();
        NDScope scope = new NDScope()) {
      NDArray factor = line.factor(alpha);
      try (Sweep sweep =
          line.interpreter()
              .sweep(inputs, position -> Jet.constant(line.at(position, factor)), 0)) {
        double there = loss.at(Outputs.of(sweep.output().value()), targets, scale).total();
        line.passed(PassCost.LOSS);
        return there;
      }
    }
  }

  private LossCurve(
      Loss loss, OutputCurve outputs, Targets targets, ToDoubleFunction<Shape> scale) {
    this.loss = loss;
    this.outputs = outputs;
    this.targets = targets;
    Outputs z = Outputs.of(outputs.jet().value());
    tangents = orZeros(outputs.jet().first(), z);
    loss.check(targets, z.shape());
    terms = loss.at(z, targets, scale.applyAsDouble(z.shape()));
    curved = terms.hessianTimes(tangents);
    slopes = terms.slopes(tangents);
    gaussNewton = terms.curvatures(tangents);
  }

  private static Outputs orZeros(NDArray array, Outputs like) {
    return array == null
        ? new Outputs(new double[like.values().length], like.samples(), like.width())
        : Outputs.of(array);
  }

  /** What φ(α) needs, for longer than the curve itself. To be closed. */
  public LossTail tail() {
    return new LossTail(loss, outputs.tail(), targets, terms.scale());
  }

  /** The loss at α = 0. */
  public LossTerms terms() {
    return terms;
  }

  /** ℓ̇ᵢ, [n]; not a copy, as the next two. */
  public double[] slopes() {
    return slopes;
  }

  /** żᵢᵀ Hᵢ żᵢ, [n]. */
  public double[] gaussNewton() {
    return gaussNewton;
  }

  /** ℓ̈ᵢ, [n]; where the sweep gathers, after the pass back for Hd, which is taken if need be. */
  public double[] hessian() {
    if (hessian == null) {
      hessian = hessian(orZeros(outputs.jet().second(), terms.gradient()));
    }
    return hessian;
  }

  private double[] hessian(Outputs second) {
    double[] sums = terms.slopes(second);
    double[] gathered = reversePasses.gathered(sums.length);
    for (int i = 0; i < sums.length; i++) {
      sums[i] = 2 * (sums[i] + gathered[i]) + gaussNewton[i];
    }
    return sums;
  }

  /** Passes back over the sweep, which must have been recorded. */
  public ReversePasses reversePasses() {
    return reversePasses;
  }

  public OutputCurve outputs() {
    return outputs;
  }

  /** Frees the sweep. */
  @Override
  public void close() {
    outputs.close();
  }

  /** żᵢ, of the outputs' shape. */
  public Outputs tangents() {
    return tangents;
  }

  /** Hᵢ żᵢ, of the outputs' shape. */
  public Outputs curved() {
    return curved;
  }
}
