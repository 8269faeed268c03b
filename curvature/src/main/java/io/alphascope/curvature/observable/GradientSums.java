package io.alphascope.curvature.observable;

import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.quantity.GradientMoments;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Map;

/** Squares of the samples' gradients, added up chunk by chunk. */
final class GradientSums {
  private final double[] squares;
  private final double[] norms;

  GradientSums(int parameters, int samples) {
    squares = new double[parameters];
    norms = new double[samples];
  }

  void add(Part part) {
    double scale = part.curve().terms().scale();
    Map<ParameterTensor, SampleDiagonal> squared = part.layers().squaredGradients();
    for (SampleDiagonal diagonal : squared.values()) {
      diagonal.addSum(scale * scale, squares);
      double[] traces = diagonal.traces();
      for (int i = 0; traces != null && i < traces.length; i++) {
        norms[part.first() + i] += scale * scale * traces[i];
      }
    }
  }

  /**
   * When all chunks have been added.
   *
   * @param gradient g, [P]
   * @param projections uᵢᵀg, [n]
   */
  GradientMoments moments(double[] gradient, double[] projections) {
    return new GradientMoments(gradient, squares, norms, projections);
  }
}
