package io.alphascope.workload.sweep;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.jet.Taylor;
import java.util.function.Supplier;

/**
 * What a run of a graph is to give.
 *
 * @param order of the highest derivative, 0 to 2
 * @param shift gives a leaf of zeros, [n], see {@link Taylor#gathering}: second derivatives are
 *     left to a reverse pass where a node can; null: they are all carried
 * @param tap null: nobody looks at nodes
 */
public record SweepRequest(int order, Supplier<NDArray> shift, Tap tap) {

  /** All derivatives up to an order, carried to the output. */
  public static SweepRequest of(int order) {
    return new SweepRequest(order, null, null);
  }

  /** The same, with second derivatives left to a reverse pass. */
  public SweepRequest gathering(Supplier<NDArray> shift) {
    return new SweepRequest(order, shift, tap);
  }

  /** The same, with a look at nodes. */
  public SweepRequest tapping(Tap tap) {
    return new SweepRequest(order, shift, tap);
  }
}
