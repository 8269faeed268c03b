package io.alphascope.curvature;

import io.alphascope.curvature.quantity.Quantity;
import java.util.List;

/**
 * One thing that was asked for, with its price.
 *
 * @param name a curvature's; an observable's, {@code trace@50 of hessian} where it belongs to a
 *     matrix; an array's
 * @param description in words
 * @param quantities numbers that it gives, where they exist
 * @param runs of the network that it is worth on a step on which it is due, see {@link
 *     io.alphascope.curvature.line.PassCost}
 * @param every it is due on every K-th step; 1: on all
 */
public record CostItem(
    String name, String description, List<Quantity> quantities, long runs, long every) {

  public CostItem {
    quantities = List.copyOf(quantities);
  }

  /** Averaged over all steps. */
  public double runsPerStep() {
    return (double) runs / every;
  }
}
