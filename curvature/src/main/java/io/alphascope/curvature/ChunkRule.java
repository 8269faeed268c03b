package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;

/**
 * How many samples are swept at once, so that the memory of a sweep is bounded whatever the batch
 * and the network.
 */
final class ChunkRule {

  /** A perceptron's arrays stay in the processor's caches. */
  private static final int MOST_SAMPLES = 2048;

  /**
   * Of the values of all nodes; a recorded sweep with its derivatives holds about four times that.
   */
  private static final long MOST_BYTES = 256L << 20;

  private ChunkRule() {}

  /** Whether the graph gives one number for the batch, which is not a sum over samples. */
  static boolean isOneLoss(Step step, Batch batch) {
    return step.loss().kind() == Loss.Kind.GRAPH
        && step.network()
                .outputShape(batch.inputs().stream().map(Batch.Input::shape).toList())
                .dimension()
            == 0;
  }

  /** At least 1; all of the batch, if it cannot be parted. */
  static int samples(Step step, Line line, Batch batch, NDManager manager) {
    Network network = step.network();
    if (batch.size() == 1 || !network.canBeParted() || isOneLoss(step, batch)) {
      return batch.size();
    }
    try (NDManager scope = manager.newSubManager()) {
      long bytes = line.valueBytes(batch.part(0, 1).arrays(network, scope));
      return (int) Math.max(1, Math.min(MOST_SAMPLES, MOST_BYTES / Math.max(1, bytes)));
    }
  }
}
