package io.alphascope.events.remarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/**
 * Numbers of which one in twenty may have any value: if a step is nearly perpendicular to its
 * gradient, the ratio of two slopes is mostly rounding error.
 */
final class Factors {
  private static final double TOLERANCE = 5e-3;
  private static final double WHOLE_TOLERANCE = 0.05;
  private static final int LARGEST_WHOLE = 127;
  private static final MathContext DIGITS = new MathContext(4);
  private static final MathContext DIGITS_NEAR_1 = new MathContext(6);

  private final double[] sorted;

  private Factors(double[] sorted) {
    this.sorted = sorted;
  }

  static Factors of(List<GradientComparison> steps, ToDoubleFunction<GradientComparison> number) {
    return new Factors(steps.stream().mapToDouble(number).sorted().toArray());
  }

  /** The smallest, without the smallest twentieth. */
  private double low() {
    return sorted[(sorted.length - 1) / 20];
  }

  double median() {
    return sorted[(sorted.length - 1) / 2];
  }

  /** The largest, without the largest twentieth. */
  private double high() {
    return sorted[sorted.length - 1 - (sorted.length - 1) / 20];
  }

  /**
   * Whether they are equal up to a tolerance; near 1, the tolerance is relative to |factor − 1|.
   */
  boolean areOne() {
    double tolerance = TOLERANCE * Math.min(1, Math.abs(median() - 1));
    return are(factor -> Math.abs(factor / median() - 1) <= tolerance);
  }

  boolean are(DoublePredicate what) {
    return 20 * Arrays.stream(sorted).filter(what).count() >= 19L * sorted.length;
  }

  static boolean isNear(double factor, double expected) {
    return Math.abs(factor / expected - 1) <= TOLERANCE;
  }

  /** Whether it is a whole number from 2 to {@link #LARGEST_WHOLE}. */
  static boolean isWhole(double factor) {
    double whole = Math.rint(factor);
    return whole >= 2
        && whole <= LARGEST_WHOLE
        && isNear(factor, whole)
        && Math.abs(factor - whole) <= WHOLE_TOLERANCE;
  }

  static boolean isLargePowerOfTwo(double factor) {
    double power = nearestPowerOfTwo(factor);
    return power > LARGEST_WHOLE && isNear(factor, power);
  }

  private static double nearestPowerOfTwo(double factor) {
    return Math.pow(2, Math.rint(Math.log(factor) / Math.log(2)));
  }

  /** {@code 65536}, {@code 1/4}, {@code 0.31 to 0.92}. */
  @Override
  public String toString() {
    String low = words(low());
    String high = words(high());
    return areOne() || low.equals(high) ? words(median()) : low + " to " + high;
  }

  private static String words(double factor) {
    if (isWhole(factor)) {
      return plain(Math.rint(factor));
    }
    if (isWhole(1 / factor)) {
      return "1/" + plain(Math.rint(1 / factor));
    }
    if (isLargePowerOfTwo(factor)) {
      return plain(nearestPowerOfTwo(factor));
    }
    if (!Double.isFinite(factor)) {
      return Double.toString(factor);
    }
    MathContext digits = Math.abs(factor - 1) < 0.05 ? DIGITS_NEAR_1 : DIGITS;
    return plain(new BigDecimal(factor).round(digits).doubleValue());
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
