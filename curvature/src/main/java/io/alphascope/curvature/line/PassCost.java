package io.alphascope.curvature.line;

/**
 * What a pass over samples costs, in runs of the network for its values alone. A product of two
 * factors that both move has one term in its value and two in either derivative; going back over a
 * product takes two.
 */
public final class PassCost {

  /** φ(α), from what a sweep leaves or by running the network. */
  public static final int LOSS = 1;

  private PassCost() {}

  /**
   * A sweep.
   *
   * @param order of the highest derivative
   */
  public static int sweep(int order) {
    return 1 + 2 * order;
  }

  /**
   * A reverse pass.
   *
   * @param tangents whether the reverse pass goes over ż too, as for Hd
   */
  public static int reverse(boolean tangents) {
    return tangents ? 6 : 2;
  }
}
