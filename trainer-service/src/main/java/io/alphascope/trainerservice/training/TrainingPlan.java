package io.alphascope.trainerservice.training;

import ai.djl.Device;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;

/**
 * Everything that determines a training, checked.
 *
 * @param initialParameters θ before step 0, flat [P]; not copied, must not be changed
 * @param schedule its warm-up is not longer than the training
 * @param order of the training samples, for epochs 1 to {@code epochs}
 * @param batchSize samples per step, n; the last batch of an epoch may be smaller
 * @param epochs at least 1
 * @param threads processor threads for one operation, at least 1
 */
public record TrainingPlan(
    Network network,
    Loss loss,
    Dataset dataset,
    OptimizerChoice optimizer,
    LearningRateSchedule schedule,
    float[] initialParameters,
    SampleOrder order,
    int batchSize,
    int epochs,
    Device device,
    int threads) {

  /** Steps of one epoch. */
  public int stepsPerEpoch() {
    int samples = dataset.size(Split.TRAIN);
    return (samples + batchSize - 1) / batchSize;
  }

  /** Steps of all epochs. */
  public long steps() {
    return (long) epochs * stepsPerEpoch();
  }

  /** η of a step, counted from 0. */
  double learningRate(long step) {
    return optimizer.learningRate() * schedule.factor(step, steps());
  }
}
