package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.PassCost;

/**
 * What a price depends on beside what is computed.
 *
 * @param products whether Bd is computed
 * @param outputs numbers that the network gives for one sample, C
 */
public record CostBasis(boolean products, long outputs) {

  /** Reverse passes with each of the C columns of the loss's Hessian in the outputs. */
  public long columns() {
    return outputs * PassCost.reverse(false);
  }
}
