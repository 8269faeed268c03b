package io.alphascope.curvature;

import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.operator.Operator;
import java.util.Collection;

/**
 * What one sweep of a block has to give the operators that share it.
 *
 * @param order of the highest derivative of the outputs along d
 * @param recorded for reverse passes
 * @param gathered whether second derivatives are left to the pass back for Hd, which follows
 * @param cost of the sweep and of all that follows, see {@link PassCost}
 */
record SweepDemand(int order, boolean recorded, boolean gathered, int cost) {

  /**
   * @param products whether the vectors Bd are wanted
   */
  static SweepDemand of(Collection<Operator> operators, boolean products) {
    int order = operators.stream().mapToInt(Operator::order).max().orElse(1);
    return new SweepDemand(
        order,
        operators.stream().anyMatch(operator -> operator.recorded(products)),
        products && order == 2,
        PassCost.sweep(order)
            + operators.stream().mapToInt(operator -> operator.cost(products)).sum());
  }

  /** With the gradient too. */
  SweepDemand withGradient() {
    return new SweepDemand(order, true, gathered, cost + PassCost.reverse(false));
  }
}
