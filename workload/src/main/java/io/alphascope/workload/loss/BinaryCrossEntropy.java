package io.alphascope.workload.loss;

import java.util.Random;
import java.util.function.IntFunction;

/**
 * Cross entropy of a sigmoid at every output, from the logits z. With p = σ(z):
 *
 * <pre>
 *   ℓ = Σ log(1 + eᶻ) − t z     ∇ℓ = p − t     H v = p (1 − p) ⊙ v
 * </pre>
 *
 * <p>Where z is large, p is 1 but for little and those formulas subtract numbers that are nearly
 * equal. From e = exp(−|z|), for z ≥ 0 (for z < 0, t and 1 − t, p and 1 − p change places):
 *
 * <pre>
 *   ℓ = (1 − t) z + log(1 + e)     p = 1 / (1 + e)     1 − p = e / (1 + e)
 *   ∇ℓ = (1 − t) p − t (1 − p)     p (1 − p) = e / (1 + e)²
 * </pre>
 */
final class BinaryCrossEntropy extends LossTerms {
  private final double[] variances; // p (1 − p)
  private final double[] z;

  private BinaryCrossEntropy(
      double[] values, Outputs gradient, double scale, double[] variances, double[] z) {
    super(values, gradient, scale);
    this.variances = variances;
    this.z = z;
  }

  static BinaryCrossEntropy at(Outputs outputs, Targets targets, double scale) {
    double[] z = outputs.values();
    double[] t = numbers(targets);
    int width = outputs.width();
    double[] values = new double[outputs.samples()];
    double[] gradient = new double[z.length];
    double[] variances = new double[z.length];
    for (int i = 0; i < values.length; i++) {
      for (int c = i * width; c < (i + 1) * width; c++) {
        double e = Math.exp(-Math.abs(z[c]));
        double likely = 1 / (1 + e);
        double unlikely = e / (1 + e);
        // The share of the target on the side that the output finds unlikely.
        double wrong = z[c] >= 0 ? 1 - t[c] : t[c];
        double right = z[c] >= 0 ? t[c] : 1 - t[c];
        double towardsWrong = wrong * likely - right * unlikely;
        gradient[c] = z[c] >= 0 ? towardsWrong : -towardsWrong;
        variances[c] = likely * unlikely;
        // Zero leaves the term out: an infinite output would make it 0 · ∞.
        values[i] += (wrong == 0 ? 0 : wrong * Math.abs(z[c])) + Math.log1p(e);
      }
    }
    return new BinaryCrossEntropy(
        values, new Outputs(gradient, outputs.shape()), scale, variances, z);
  }

  private static double[] numbers(Targets targets) {
    if (targets instanceof DenseTargets dense) {
      return dense.values();
    }
    int[] labels = ((ClassLabels) targets).labels();
    double[] numbers = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      numbers[i] = labels[i];
    }
    return numbers;
  }

  @Override
  public double[] slopes(Outputs directions) {
    return dots(gradient(), directions);
  }

  @Override
  public Outputs hessianTimes(Outputs directions) {
    double[] result = new double[variances.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = variances[i] * directions.values()[i];
    }
    return new Outputs(result, gradient().shape());
  }

  @Override
  public double[] curvatures(Outputs directions) {
    return dots(hessianTimes(directions), directions);
  }

  @Override
  public Outputs rootColumn(int column) {
    return oneOutput(gradient().shape(), column, at -> Math.sqrt(variances[at]));
  }

  /** p − t, t = 1 with probability p: with e = exp(−|z|), the unlikely one has e / (1 + e). */
  @Override
  public Outputs drawnGradient(IntFunction<Random> randoms) {
    return drawn(
        gradient().shape(),
        randoms,
        (at, random) -> {
          double e = Math.exp(-Math.abs(z[at]));
          double unlikely = e / (1 + e);
          double awayFromLikely = random.nextDouble() < unlikely ? 1 / (1 + e) : -unlikely;
          return z[at] >= 0 ? awayFromLikely : -awayFromLikely;
        });
  }
}
