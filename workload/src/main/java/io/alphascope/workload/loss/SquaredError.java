package io.alphascope.workload.loss;

import java.util.Random;
import java.util.function.IntFunction;

/** Squared error: ℓ = Σ (z − t)², ∇ℓ = 2 (z − t), H v = 2 v. A class stands for a one-hot row. */
final class SquaredError extends LossTerms {

  private SquaredError(double[] values, Outputs gradient, double scale) {
    super(values, gradient, scale);
  }

  static SquaredError at(Outputs outputs, Targets targets, double scale) {
    double[] errors = errors(outputs, targets);
    int width = outputs.width();
    double[] values = new double[outputs.samples()];
    for (int i = 0; i < values.length; i++) {
      double sum = 0;
      for (int c = i * width; c < (i + 1) * width; c++) {
        sum += errors[c] * errors[c];
        errors[c] *= 2;
      }
      values[i] = sum;
    }
    return new SquaredError(values, new Outputs(errors, outputs.shape()), scale);
  }

  private static double[] errors(Outputs outputs, Targets targets) {
    double[] errors = outputs.values().clone();
    if (targets instanceof ClassLabels classes) {
      int[] labels = classes.labels();
      int each = ClassRows.of(outputs.shape(), ClassOptions.Axis.LAST).classes();
      for (int position = 0; position < labels.length; position++) {
        errors[position * each + labels[position]] -= 1;
      }
    } else {
      double[] numbers = ((DenseTargets) targets).values();
      for (int i = 0; i < errors.length; i++) {
        errors[i] -= numbers[i];
      }
    }
    return errors;
  }

  @Override
  public double[] slopes(Outputs directions) {
    return dots(gradient(), directions);
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    double[] result = new double[directions.values().length];
    for (int i = 0; i < result.length; i++) {
      result[i] = 2 * directions.values()[i];
    }
    return new Outputs(result, gradient().shape());
  }

  @Override
  public double[] curvatures(Outputs directions) {
    return dots(hessianTimes(directions), directions);
  }

  @Override
  public Outputs rootColumn(int column) {
    return oneOutput(gradient().shape(), column, at -> Math.sqrt(2));
  }

  @Override
  public Outputs drawnGradient(IntFunction<Random> randoms) {
    return drawn(gradient().shape(), randoms, (at, random) -> Math.sqrt(2) * random.nextGaussian());
  }
}
