package io.alphascope.workload.loss;

/** Squared error: ℓ = Σ_c (z_c − t_c)², ∇ℓ = 2 (z − t), H v = 2 v. */
final class SquaredError extends LossTerms {

  private SquaredError(double[] values, Outputs gradient, double scale) {
    super(values, gradient, scale);
  }

  static SquaredError at(Outputs outputs, Targets targets, double scale) {
    int n = outputs.samples();
    int width = outputs.width();
    double[] z = outputs.values();
    double[] values = new double[n];
    double[] gradient = new double[n * width];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < width; c++) {
        double error = z[i * width + c] - targets.value(i, c);
        values[i] += error * error;
        gradient[i * width + c] = 2 * error;
      }
    }
    return new SquaredError(values, new Outputs(gradient, n, width), scale);
  }

  @Override
  public double[] slopes(Outputs directions) {
    return rowDots(gradient(), directions);
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    double[] result = new double[directions.values().length];
    for (int i = 0; i < result.length; i++) {
      result[i] = 2 * directions.values()[i];
    }
    return new Outputs(result, directions.samples(), directions.width());
  }

  @Override
  public double[] curvatures(Outputs directions) {
    return rowDots(hessianTimes(directions), directions);
  }

  private static double[] rowDots(Outputs a, Outputs b) {
    double[] dots = new double[a.samples()];
    for (int i = 0; i < dots.length; i++) {
      for (int c = i * a.width(); c < (i + 1) * a.width(); c++) {
        dots[i] += a.values()[c] * b.values()[c];
      }
    }
    return dots;
  }
}
