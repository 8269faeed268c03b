package io.alphascope.workload.loss;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;

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

  @Override
  public int rootColumns() {
    return 0;
  }

  @Override
  public Outputs rootColumn(int column) {
    throw new IllegalArgumentException("column %d of 0".formatted(column));
  }

  /** Zeros, as the Hessian is. */
  @Override
  public Outputs drawnGradient(IntFunction<Random> randoms) {
    return new Outputs(new double[gradient().values().length], gradient().shape());
  }
}
