package io.alphascope.curvature.quantity;

import java.util.List;

/**
 * How often numbers lie in equal bins of a range; what lies outside is counted in the outermost
 * bins.
 *
 * @param name {@code gradient}, {@code parameter} or {@code gradient-parameter}
 * @param axes one or two
 * @param counts bin by bin, the last axis fastest; not copied
 */
public record Histogram(String name, List<Axis> axes, long[] counts) {

  /** A range that is cut into bins. */
  public record Axis(double minimum, double maximum, int bins) {

    /** Bins in a unit. */
    private double density() {
      return bins / (maximum - minimum);
    }

    /**
     * A range around 0 that holds four standard deviations of numbers around 0: up to a power of 2,
     * so that it seldom moves from step to step.
     *
     * @param meanSquare of the numbers
     */
    public static Axis around(double meanSquare, int bins) {
      double wanted = 4 * Math.sqrt(meanSquare);
      double bound =
          wanted > 0 && Double.isFinite(wanted) ? Math.scalb(1, Math.getExponent(wanted) + 1) : 1;
      return new Axis(-bound, bound, bins);
    }

    /** Where a number is counted. */
    public int bin(double value) {
      int bin = (int) ((value - minimum) * density());
      return Math.max(0, Math.min(bins - 1, bin));
    }
  }
}
