package io.alphascope.curvature.quantity;

import java.util.OptionalDouble;

/**
 * What one curvature with a block a layer says about one layer of a step: the same numbers as of
 * the whole step, with d and B cut to the layer's parameters. Slopes and curvatures of all layers
 * sum to those of the step.
 *
 * @param layer what the names of its parameter tensors share before the last dot
 * @param slope d_lᵀg_l
 * @param curvatureValue d_lᵀB_l d_l
 * @param alphaStar −slope/curvatureValue, in multiples of the step taken; where the layer moves,
 *     both are finite and the curvature is positive
 * @param stepNorm ‖d_l‖
 * @param parameterNorm ‖θ₀_l‖
 */
public record LayerObservation(
    String layer,
    double slope,
    double curvatureValue,
    OptionalDouble alphaStar,
    double stepNorm,
    double parameterNorm) {

  static LayerObservation of(
      String layer,
      double slope,
      double curvatureValue,
      double lossBefore,
      double stepNorm,
      double parameterNorm) {
    Status status = Status.of(stepNorm, lossBefore, slope, curvatureValue);
    OptionalDouble alphaStar =
        status.hasAlphaStar() ? OptionalDouble.of(-slope / curvatureValue) : OptionalDouble.empty();
    return new LayerObservation(layer, slope, curvatureValue, alphaStar, stepNorm, parameterNorm);
  }
}
