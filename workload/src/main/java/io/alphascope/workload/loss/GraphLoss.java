package io.alphascope.workload.loss;

import java.util.Arrays;

/** Outputs that are the loss: ℓ = z, ∇ℓ = 1, H = 0. */
final class GraphLoss extends LossTerms {

  GraphLoss(Outputs outputs, double scale) {
    super(outputs.values().clone(), ones(outputs), scale);
  }

  private static Outputs ones(Outputs like) {
    double[] ones = new double[like.values().length];
    Arrays.fill(ones, 1);
    return new Outputs(ones, like.shape());
  }

  @Override
  public double[] slopes(Outputs directions) {
    return directions.values().clone();
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    return new Outputs(new double[directions.values().length], gradient().shape());
  }

  @Override
  public double[] curvatures(Outputs directions) {
    return new double[directions.values().length];
  }
}
