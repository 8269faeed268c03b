package io.alphascope.workload.loss;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Cross entropy of one sample by its textbook formulas in decimals of so many digits that 60 are
 * left after any subtraction.
 */
final class ExactCrossEntropy {

  /** A gap between outputs beyond which a double holds nothing of the smaller probability. */
  static final int LARGEST_GAP = 750;

  private final MathContext digits;
  private final BigDecimal[] targets;
  private final BigDecimal mass;
  private final BigDecimal[] probabilities;
  private final BigDecimal loss;

  ExactCrossEntropy(double[] z, double[] t) {
    double largest = Arrays.stream(z).max().orElseThrow();
    double gap = Math.min(LARGEST_GAP, largest - Arrays.stream(z).min().orElseThrow());
    digits = new MathContext(60 + (int) (gap / Math.log(10)));
    targets = Arrays.stream(t).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
    mass = sum(targets);
    BigDecimal[] logits =
        Arrays.stream(z)
            .mapToObj(value -> new BigDecimal(value).subtract(new BigDecimal(largest)))
            .toArray(BigDecimal[]::new);
    BigDecimal[] exponentials =
        Arrays.stream(logits).map(this::exponential).toArray(BigDecimal[]::new);
    BigDecimal partition = sum(exponentials);
    BigDecimal logPartition = logarithm(partition);
    probabilities =
        Arrays.stream(exponentials)
            .map(value -> value.divide(partition, digits))
            .toArray(BigDecimal[]::new);
    BigDecimal value = BigDecimal.ZERO;
    for (int c = 0; c < z.length; c++) {
      value = value.add(targets[c].multiply(logPartition.subtract(logits[c]), digits));
    }
    loss = value;
  }

  /** An upper bound of this computation's own errors, relative to v and its squares. */
  double error() {
    return BigDecimal.ONE.movePointLeft(digits.getPrecision() - 10).doubleValue();
  }

  /** ℓ. */
  BigDecimal loss() {
    return loss;
  }

  /** p_c. */
  BigDecimal probability(int c) {
    return probabilities[c];
  }

  /** m p_c − t_c. */
  BigDecimal gradient(int c) {
    return mass.multiply(probabilities[c], digits).subtract(targets[c], digits);
  }

  /** Σ_c (m p_c − t_c) v_c. */
  BigDecimal slope(double[] v) {
    BigDecimal slope = BigDecimal.ZERO;
    for (int c = 0; c < v.length; c++) {
      slope = slope.add(gradient(c).multiply(new BigDecimal(v[c]), digits));
    }
    return slope;
  }

  /** m (p_c v_c − p_c ⟨p, v⟩) of every output. */
  BigDecimal[] hessianTimes(double[] v) {
    BigDecimal mean = mean(v, 1);
    BigDecimal[] result = new BigDecimal[v.length];
    for (int c = 0; c < v.length; c++) {
      BigDecimal deviation = new BigDecimal(v[c]).subtract(mean);
      result[c] = mass.multiply(probabilities[c]).multiply(deviation, digits);
    }
    return result;
  }

  /** m (Σ_c p_c v_c² − ⟨p, v⟩²). */
  BigDecimal curvature(double[] v) {
    return mass.multiply(mean(v, 2).subtract(mean(v, 1).pow(2)), digits);
  }

  /** Σ_c p_c v_cᵏ. */
  private BigDecimal mean(double[] v, int power) {
    BigDecimal mean = BigDecimal.ZERO;
    for (int c = 0; c < v.length; c++) {
      mean = mean.add(probabilities[c].multiply(new BigDecimal(v[c]).pow(power), digits));
    }
    return mean;
  }

  /** eˣ for x ≤ 0: Taylor's series of e^(x / 2^k), squared k times; 0 beyond the largest gap. */
  private BigDecimal exponential(BigDecimal x) {
    if (x.doubleValue() < -LARGEST_GAP) {
      return BigDecimal.ZERO;
    }
    int halvings = 16;
    MathContext wider = new MathContext(digits.getPrecision() + 10);
    BigDecimal small = x.divide(BigDecimal.valueOf(1L << halvings), wider);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int k = 1;
        term.signum() != 0 && term.scale() - term.precision() < wider.getPrecision();
        k++) {
      term = term.multiply(small).divide(BigDecimal.valueOf(k), wider);
      sum = sum.add(term, wider);
    }
    for (int k = 0; k < halvings; k++) {
      sum = sum.pow(2, wider);
    }
    return sum;
  }

  /** log x for x ≥ 1: 2ᵏ⁺¹ artanh((y − 1) / (y + 1)) with y = x^(1 / 2^k) near 1. */
  private BigDecimal logarithm(BigDecimal x) {
    MathContext wider = new MathContext(digits.getPrecision() + 10);
    BigDecimal root = x;
    BigDecimal factor = BigDecimal.valueOf(2);
    while (root.doubleValue() > 1.01) {
      root = root.sqrt(wider);
      factor = factor.multiply(BigDecimal.valueOf(2));
    }
    BigDecimal s = root.subtract(BigDecimal.ONE).divide(root.add(BigDecimal.ONE), wider);
    BigDecimal square = s.pow(2, wider);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal power = s;
    for (int k = 1;
        power.signum() != 0 && power.scale() - power.precision() < wider.getPrecision();
        k += 2) {
      sum = sum.add(power.divide(BigDecimal.valueOf(k), wider));
      power = power.multiply(square, wider);
    }
    return sum.multiply(factor, digits);
  }

  private static BigDecimal sum(BigDecimal[] values) {
    return Arrays.stream(values).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
