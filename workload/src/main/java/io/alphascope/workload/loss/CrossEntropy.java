package io.alphascope.workload.loss;

/**
 * Cross entropy of softmax. With m = Σ_c t_c and p = softmax(z):
 *
 * <pre>
 *   ℓ = Σ_c t_c (log Σ_k exp z_k − z_c)     ∇ℓ = m p − t     H v = m (p ⊙ v − p ⟨p, v⟩)
 * </pre>
 */
final class CrossEntropy extends LossTerms {
  private final double[] softmax; // [n, C]
  private final Targets targets;

  private CrossEntropy(
      double[] values, Outputs gradient, double scale, double[] softmax, Targets targets) {
    super(values, gradient, scale);
    this.softmax = softmax;
    this.targets = targets;
  }

  static CrossEntropy at(Outputs outputs, Targets targets, double scale) {
    int n = outputs.samples();
    int width = outputs.width();
    double[] z = outputs.values();
    double[] values = new double[n];
    double[] softmax = new double[n * width];
    double[] gradient = new double[n * width];
    for (int i = 0; i < n; i++) {
      int row = i * width;
      double largest = z[row];
      for (int c = 1; c < width; c++) {
        largest = Math.max(largest, z[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < width; c++) {
        softmax[row + c] = Math.exp(z[row + c] - largest);
        sum += softmax[row + c];
      }
      double logSum = Math.log(sum);
      double mass = targets.mass(i);
      double value = 0;
      for (int c = 0; c < width; c++) {
        double target = targets.value(i, c);
        softmax[row + c] /= sum;
        gradient[row + c] = mass * softmax[row + c] - target;
        // A target of zero leaves the term out: an infinite output would make it 0 · ∞.
        value += target == 0 ? 0 : target * (largest - z[row + c] + logSum);
      }
      values[i] = value;
    }
    return new CrossEntropy(values, new Outputs(gradient, n, width), scale, softmax, targets);
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    int width = directions.width();
    double[] v = directions.values();
    double[] result = new double[v.length];
    for (int i = 0; i < directions.samples(); i++) {
      int row = i * width;
      double mean = 0; // ⟨p, v⟩
      for (int c = 0; c < width; c++) {
        mean += softmax[row + c] * v[row + c];
      }
      double mass = targets.mass(i);
      for (int c = 0; c < width; c++) {
        result[row + c] = mass * softmax[row + c] * (v[row + c] - mean);
      }
    }
    return new Outputs(result, directions.samples(), width);
  }
}
