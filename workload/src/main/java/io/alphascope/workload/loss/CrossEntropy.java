package io.alphascope.workload.loss;

/**
 * Cross entropy of softmax. With m = Σ_c t_c and p = softmax(z):
 *
 * <pre>
 *   ℓ = Σ_c t_c (log Σ_k exp z_k − z_c)     ∇ℓ = m p − t     H v = m (p ⊙ v − p ⟨p, v⟩)
 * </pre>
 *
 * <p>Near certainty p is 1 for the most probable output b and tiny for the others, and those
 * formulas subtract numbers that are nearly equal. So everything is computed from what the others
 * have, r = Σ_{c≠b} exp(z_c − z_b), and from differences of v's entries, which are all that counts,
 * since ∇ℓ and p ⊙ (v − ⟨p, v⟩) each add up to zero:
 *
 * <pre>
 *   log Σ_k exp z_k = z_b + log(1 + r)     1 − p_b = r / (1 + r)
 *   (∇ℓ)_c = p_c Σ_{k≠c} t_k − (1 − p_c) t_c
 *   x_c = (v_c − v_b) − Σ_{k≠b} p_k (v_k − v_b)     H v = m p ⊙ x     vᵀHv = m Σ_c p_c x_c²
 * </pre>
 */
final class CrossEntropy extends LossTerms {
  private final double[] softmax; // [n, C]
  private final int[] mostProbable; // [n], positions in softmax
  private final Targets targets;

  private CrossEntropy(
      double[] values,
      Outputs gradient,
      double scale,
      double[] softmax,
      int[] mostProbable,
      Targets targets) {
    super(values, gradient, scale);
    this.softmax = softmax;
    this.mostProbable = mostProbable;
    this.targets = targets;
  }

  static CrossEntropy at(Outputs outputs, Targets targets, double scale) {
    int n = outputs.samples();
    int width = outputs.width();
    double[] z = outputs.values();
    double[] values = new double[n];
    double[] softmax = new double[n * width];
    double[] gradient = new double[n * width];
    int[] mostProbable = new int[n];
    for (int i = 0; i < n; i++) {
      int row = i * width;
      int most = row;
      for (int c = row + 1; c < row + width; c++) {
        most = z[c] > z[most] ? c : most;
      }
      double others = z[most] - z[most]; // r, from 0; NaN if that output is infinite
      for (int c = row; c < row + width; c++) {
        softmax[c] = Math.exp(z[c] - z[most]);
        others += c == most ? 0 : softmax[c];
      }
      double logSum = Math.log1p(others);
      for (int c = row; c < row + width; c++) {
        softmax[c] /= 1 + others;
        double rest = c == most ? others / (1 + others) : 1 - softmax[c];
        double target = targets.value(i, c - row);
        gradient[c] = softmax[c] * targets.massBeside(i, c - row) - rest * target;
        // A target of zero leaves the term out: an infinite output would make it 0 · ∞.
        values[i] += target == 0 ? 0 : target * (z[most] - z[c] + logSum);
      }
      mostProbable[i] = most;
    }
    Outputs gradients = new Outputs(gradient, n, width);
    return new CrossEntropy(values, gradients, scale, softmax, mostProbable, targets);
  }

  /**
   * Σ_c (∇ℓ)_c (v_c − v_k) with k the output of the largest |(∇ℓ)_k|: where the target is a class,
   * that class, and no other k makes the terms smaller.
   */
  @Override
  public double[] slopes(Outputs directions) {
    int width = directions.width();
    double[] v = directions.values();
    double[] g = gradient().values();
    double[] slopes = new double[directions.samples()];
    for (int i = 0; i < slopes.length; i++) {
      int row = i * width;
      int steepest = row;
      for (int c = row + 1; c < row + width; c++) {
        steepest = Math.abs(g[c]) > Math.abs(g[steepest]) ? c : steepest;
      }
      for (int c = row; c < row + width; c++) {
        slopes[i] += g[c] * (v[c] - v[steepest]);
      }
    }
    return slopes;
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    int width = directions.width();
    double[] result = centred(directions);
    for (int i = 0; i < directions.samples(); i++) {
      double mass = targets.mass(i);
      for (int c = i * width; c < (i + 1) * width; c++) {
        result[c] *= mass * softmax[c];
      }
    }
    return new Outputs(result, directions.samples(), width);
  }

  @Override
  public double[] curvatures(Outputs directions) {
    int width = directions.width();
    double[] x = centred(directions);
    double[] curvatures = new double[directions.samples()];
    for (int i = 0; i < curvatures.length; i++) {
      for (int c = i * width; c < (i + 1) * width; c++) {
        curvatures[i] += softmax[c] * x[c] * x[c];
      }
      curvatures[i] *= targets.mass(i);
    }
    return curvatures;
  }

  /** x: v less its mean ⟨p, v⟩, [n, C]. */
  private double[] centred(Outputs directions) {
    int width = directions.width();
    double[] v = directions.values();
    double[] x = new double[v.length];
    for (int i = 0; i < directions.samples(); i++) {
      double origin = v[mostProbable[i]];
      double mean = 0;
      for (int c = i * width; c < (i + 1) * width; c++) {
        x[c] = v[c] - origin;
        mean += softmax[c] * x[c];
      }
      for (int c = i * width; c < (i + 1) * width; c++) {
        x[c] -= mean;
      }
    }
    return x;
  }
}
