package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;

/**
 * What is left of a {@link LossCurve} whose sweep is gone: φ(α), at the price of what follows the
 * first layer.
 */
public final class LossTail implements AutoCloseable {
  private final Loss loss;
  private final LineTail outputs;
  private final Targets targets;
  private final double scale;

  LossTail(Loss loss, LineTail outputs, Targets targets, double scale) {
    this.loss = loss;
    this.outputs = outputs;
    this.targets = targets;
    this.scale = scale;
  }

  /** φ(α). */
  public double at(double alpha) {
    try (NDArray there = outputs.at(alpha)) {
      return loss.at(Outputs.of(there), targets, scale).total();
    }
  }

  @Override
  public void close() {
    outputs.tail().close();
  }
}
