package io.alphascope.workload.loss;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Cross entropy of softmax, summed over the positions of a sample. At one position, with t of
 * {@link TargetRows}, m = Σ_c t_c and p = softmax(z):
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
  private final ClassRows rows;
  private final double[] softmax; // [positions, C]; zero where nothing counts
  private final double[] gradients; // [positions, C]
  private final int[] mostProbable; // [positions], where in softmax
  private final double[] masses; // [positions]

  private CrossEntropy(
      double[] values,
      Outputs gradient,
      double scale,
      ClassRows rows,
      double[] softmax,
      double[] gradients,
      int[] mostProbable,
      double[] masses) {
    super(values, gradient, scale);
    this.rows = rows;
    this.softmax = softmax;
    this.gradients = gradients;
    this.mostProbable = mostProbable;
    this.masses = masses;
  }

  static CrossEntropy at(Outputs outputs, Targets targets, ClassOptions options, double scale) {
    ClassRows rows = ClassRows.of(outputs.shape(), options.axis());
    TargetRows target = TargetRows.of(targets, options, rows);
    double[] z = rows.rows(outputs.values());
    double[] values = new double[rows.samples()];
    double[] softmax = new double[z.length];
    double[] gradients = new double[z.length];
    int[] mostProbable = new int[rows.count()];
    double[] masses = new double[rows.count()];
    for (int position = 0; position < masses.length; position++) {
      int row = position * rows.classes();
      mostProbable[position] = row;
      if (target.moveTo(position)) {
        mostProbable[position] = largest(z, row, rows.classes());
        masses[position] = target.mass;
        values[position / rows.positions()] +=
            evaluate(z, row, mostProbable[position], target, softmax, gradients);
      }
    }
    Outputs gradient = new Outputs(rows.values(gradients), outputs.shape());
    return new CrossEntropy(
        values, gradient, scale, rows, softmax, gradients, mostProbable, masses);
  }

  static int largest(double[] z, int row, int classes) {
    int largest = row;
    for (int c = row + 1; c < row + classes; c++) {
      largest = z[c] > z[largest] ? c : largest;
    }
    return largest;
  }

  /** Fills the row of the softmax and of the gradient, and returns the position's loss. */
  private static double evaluate(
      double[] z, int row, int most, TargetRows targets, double[] softmax, double[] gradients) {
    double[] t = targets.target;
    double[] beside = targets.beside;
    double others = z[most] - z[most]; // r, from 0; NaN if that output is infinite
    for (int c = row; c < row + t.length; c++) {
      softmax[c] = Math.exp(z[c] - z[most]);
      others += c == most ? 0 : softmax[c];
    }
    double logSum = Math.log1p(others);
    double value = 0;
    for (int c = 0; c < t.length; c++) {
      int at = row + c;
      softmax[at] /= 1 + others;
      double rest = at == most ? others / (1 + others) : 1 - softmax[at];
      gradients[at] = softmax[at] * beside[c] - rest * t[c];
      // A target of zero leaves the term out: an infinite output would make it 0 · ∞.
      value += t[c] == 0 ? 0 : t[c] * (z[most] - z[at] + logSum);
    }
    return value;
  }

  /**
   * Σ_c (∇ℓ)_c (v_c − v_k) with k the output of the largest |(∇ℓ)_k|: where the target is a class,
   * that class, and no other k makes the terms smaller.
   */
  @Override
  public double[] slopes(Outputs directions) {
    int classes = rows.classes();
    double[] v = rows.rows(directions.values());
    double[] g = gradients;
    double[] slopes = new double[rows.samples()];
    for (int position = 0; position < masses.length; position++) {
      int row = position * classes;
      int steepest = row;
      for (int c = row + 1; c < row + classes; c++) {
        steepest = Math.abs(g[c]) > Math.abs(g[steepest]) ? c : steepest;
      }
      double slope = 0;
      for (int c = row; c < row + classes; c++) {
        slope += g[c] * (v[c] - v[steepest]);
      }
      slopes[position / rows.positions()] += slope;
    }
    return slopes;
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    int classes = rows.classes();
    double[] result = centred(directions);
    for (int position = 0; position < masses.length; position++) {
      double mass = masses[position];
      for (int c = position * classes; c < (position + 1) * classes; c++) {
        result[c] *= mass * softmax[c];
      }
    }
    return new Outputs(rows.values(result), gradient().shape());
  }

  @Override
  public double[] curvatures(Outputs directions) {
    int classes = rows.classes();
    double[] x = centred(directions);
    double[] curvatures = new double[rows.samples()];
    for (int position = 0; position < masses.length; position++) {
      double sum = 0;
      for (int c = position * classes; c < (position + 1) * classes; c++) {
        sum += softmax[c] * x[c] * x[c];
      }
      curvatures[position / rows.positions()] += masses[position] * sum;
    }
    return curvatures;
  }

  /** x: v less its mean ⟨p, v⟩, [positions, C]. */
  private double[] centred(Outputs directions) {
    int classes = rows.classes();
    double[] v = rows.rows(directions.values());
    double[] x = new double[v.length];
    for (int position = 0; position < masses.length; position++) {
      double origin = v[mostProbable[position]];
      double mean = 0;
      for (int c = position * classes; c < (position + 1) * classes; c++) {
        x[c] = v[c] - origin;
        mean += softmax[c] * x[c];
      }
      for (int c = position * classes; c < (position + 1) * classes; c++) {
        x[c] -= mean;
      }
    }
    return x;
  }

  /** At one position √m √p_k (e_k − p), k the column's class; zero at the sample's others. */
  @Override
  public Outputs rootColumn(int column) {
    int classes = rows.classes();
    double[] result = new double[softmax.length];
    for (int i = 0; i < rows.samples(); i++) {
      int position = i * rows.positions() + column / classes;
      int drawn = position * classes + column % classes;
      towards(drawn, position, -Math.sqrt(masses[position] * softmax[drawn]), result);
    }
    return new Outputs(rows.values(result), gradient().shape());
  }

  @Override
  public double[] convergenceRadii(Outputs tangents) {
    int classes = rows.classes();
    double[] v = rows.rows(tangents.values());
    double[] radii = new double[rows.samples()];
    Arrays.fill(radii, Double.POSITIVE_INFINITY);
    for (int position = 0; position < masses.length; position++) {
      if (masses[position] > 0) {
        DoubleSummaryStatistics row =
            Arrays.stream(v, position * classes, (position + 1) * classes).summaryStatistics();
        int sample = position / rows.positions();
        radii[sample] = Math.min(radii[sample], Math.PI / (row.getMax() - row.getMin()));
      }
    }
    return radii;
  }

  /** At every position √m (p − e_k), k drawn with probability p_k. */
  @Override
  public Outputs drawnGradient(IntFunction<Random> randoms) {
    double[] result = new double[softmax.length];
    for (int i = 0; i < rows.samples(); i++) {
      Random random = randoms.apply(i);
      for (int t = 0; t < rows.positions(); t++) {
        int position = i * rows.positions() + t;
        int drawn = draw(position * rows.classes(), random.nextDouble());
        towards(drawn, position, Math.sqrt(masses[position]), result);
      }
    }
    return new Outputs(rows.values(result), gradient().shape());
  }

  /** The class in whose share of [0, 1) a number lies, as a place in the softmax. */
  private int draw(int row, double number) {
    double sum = 0;
    int last = row;
    for (int c = row; c < row + rows.classes(); c++) {
      sum += softmax[c];
      last = softmax[c] > 0 ? c : last;
      if (number < sum) {
        return c;
      }
    }
    return last; // rounding has left the sum below the number
  }

  /** Sets a position's row to factor (p − e_k). */
  private void towards(int k, int position, double factor, double[] result) {
    double others = 0;
    for (int c = position * rows.classes(); c < (position + 1) * rows.classes(); c++) {
      if (c != k) {
        result[c] = factor * softmax[c];
        others += softmax[c];
      }
    }
    result[k] = -factor * others; // 1 − p_k without its cancellation
  }
}
