package io.alphascope.curvature;

import io.alphascope.curvature.line.LossCurve;

/** The loss of one batch along the step, φ(α), as far as observations need it. */
interface SampledLoss {

  /** The samples' shares of φ′(0), not yet reduced, [n]; not a copy. */
  double[] slopes();

  /** The factor s of the loss's reduction. */
  double scale();

  /** φ(0). */
  double before();

  /** φ(α). */
  double at(double alpha);

  /** Of a batch that was swept at once. */
  static SampledLoss of(LossCurve curve) {
    return new SampledLoss() {
      @Override
      public double[] slopes() {
        return curve.slopes();
      }

      @Override
      public double scale() {
        return curve.terms().scale();
      }

      @Override
      public double before() {
        return curve.terms().total();
      }

      @Override
      public double at(double alpha) {
        return curve.at(alpha);
      }
    };
  }
}
