package io.alphascope.curvature.line;

import ai.djl.ndarray.NDManager;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;

/**
 * What is left of a {@link LossCurve} whose sweep is gone: φ(α), at the price of the last layers.
 */
public final class LossTail {
  private final Loss loss;
  private final OutputCurve outputs;
  private final Targets targets;
  private final NDManager keeper;

  LossTail(Loss loss, OutputCurve outputs, Targets targets, NDManager keeper) {
    this.loss = loss;
    this.outputs = outputs;
    this.targets = targets;
    this.keeper = keeper;
  }

  /** φ(α). */
  public double at(double alpha) {
    try (NDManager scope = keeper.newSubManager()) {
      return loss.at(Outputs.of(outputs.at(alpha, scope)), targets).total();
    }
  }
}
