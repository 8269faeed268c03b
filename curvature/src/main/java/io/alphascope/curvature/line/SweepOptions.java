package io.alphascope.curvature.line;

/**
 * What a sweep along a line has to give.
 *
 * @param order of the highest derivative of the outputs along d, 1 or 2
 * @param recorded for {@link ReversePasses}
 * @param gathered whether second derivatives are left to the pass back for Hd where operators can:
 *     they cost less there than carried to the outputs
 * @param bends whether to find out how activations bend, see {@link ReversePasses#residuals}
 */
public record SweepOptions(int order, boolean recorded, boolean gathered, boolean bends) {

  /** All derivatives up to an order, and no reverse passes. */
  public static SweepOptions plain(int order) {
    return new SweepOptions(order, false, false, false);
  }

  /** The same, recorded. */
  public static SweepOptions recorded(int order) {
    return new SweepOptions(order, true, false, false);
  }

  /** The second order, recorded and gathered. */
  public static SweepOptions gathering() {
    return new SweepOptions(2, true, true, false);
  }
}
