package io.alphascope.curvature;

import io.alphascope.curvature.line.SweepOptions;
import io.alphascope.curvature.operator.Operator;
import java.util.Collection;

/**
 * What the operators that share a block need.
 *
 * @param options of the block's sweep
 */
record SweepDemand(SweepOptions options) {

  /**
   * @param products whether the vectors Bd are wanted
   */
  static SweepDemand of(Collection<Operator> operators, boolean products) {
    int order = operators.stream().mapToInt(Operator::order).max().orElse(1);
    SweepOptions options =
        new SweepOptions(
            order,
            operators.stream().anyMatch(operator -> operator.recorded(products)),
            products && order == 2,
            operators.stream().anyMatch(Operator::bends));
    return new SweepDemand(options);
  }

  /** With the gradient too. */
  SweepDemand withGradient() {
    return new SweepDemand(
        new SweepOptions(options.order(), true, options.gathered(), options.bends()));
  }
}
