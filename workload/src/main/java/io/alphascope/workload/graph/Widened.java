package io.alphascope.workload.graph;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Single numbers that files keep in float32, as float64: what was 1e-5 arrives as 9.99999974e-6,
 * which costs seven digits of a comparison in float64. All that is taken for such a number rounds
 * to it, so in float32 nothing changes.
 */
public final class Widened {

  /**
   * Somebody who writes a number down writes fewer digits; the shortest decimal of others has more.
   */
  private static final int DIGITS = 7;

  /** Widths and numbers of elements, of which roots and reciprocals are taken. */
  private static final long LARGEST = 1 << 16;

  /** π, √(2/π) of GELU's approximation, log 2, and α and γ of SELU. */
  private static final double[] CONSTANTS = {
    Math.PI, Math.sqrt(2 / Math.PI), Math.log(2), 1.6732632423543772, 1.0507009873554805
  };

  private Widened() {}

  /**
   * What most likely was meant: a decimal of few digits; else one of a few constants; else 1/k, √k,
   * k^(¼) or one of their reciprocals, k an integer; else the shortest decimal that rounds to it.
   */
  public static double of(float number) {
    if (!Float.isFinite(number) || number == 0) {
      return number;
    }
    double shortest = Double.parseDouble(Float.toString(number));
    if (digits(number) < DIGITS) {
      return shortest;
    }
    double size = Math.abs(shortest);
    double meant =
        Arrays.stream(CONSTANTS).filter(c -> rounds(c, size)).findFirst().orElse(root(size));
    return Math.copySign(rounds(meant, size) ? meant : shortest, number);
  }

  private static int digits(float number) {
    return new BigDecimal(Float.toString(number)).stripTrailingZeros().precision();
  }

  /** The nearest of the roots and reciprocals. */
  private static double root(double size) {
    boolean small = size < 1;
    double large = small ? 1 / size : size;
    double nearest = large;
    for (int power : new int[] {4, 2, 1}) {
      long k = Math.round(Math.pow(large, power));
      double root = power == 1 ? k : power == 2 ? Math.sqrt(k) : Math.sqrt(Math.sqrt(k));
      if (k <= LARGEST && rounds(small ? 1 / root : root, size)) {
        nearest = root;
      }
    }
    return small ? 1 / nearest : nearest;
  }

  private static boolean rounds(double number, double to) {
    return (float) number == (float) to;
  }
}
