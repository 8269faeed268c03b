package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Accuracy;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.sweep.Sweep;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The network on all test samples after an epoch.
 *
 * @param epoch from 1
 * @param step the epoch's last
 * @param testLoss the loss with the reduction {@code mean}, also if the run has another, so that
 *     runs can be compared
 * @param testAccuracy share of the samples whose largest output is that of their class, in [0, 1];
 *     empty if the targets are not classes
 */
public record Evaluation(int epoch, long step, double testLoss, OptionalDouble testAccuracy) {

  /** Samples at a time, unless they are large. */
  private static final int CHUNK = 1000;

  private static final int CHUNK_BYTES = 1 << 26;

  /** Operations must not be recorded for reverse mode during the call. */
  static Evaluation of(
      Parameters parameters, TrainingPlan plan, NDManager manager, int epoch, long step) {
    int size = plan.dataset().size(Split.TEST);
    int chunk = plan.network().couplesSamples() ? plan.batchSize() : chunk(plan);
    SampleInputs inputs = new SampleInputs(plan.dataset(), plan.network(), chunk);
    Loss summed = plan.loss().with(Loss.Reduction.SUM);
    double sum = 0;
    Accuracy accuracy = Accuracy.NONE;
    for (int start = 0; start < size; start += chunk) {
      int[] samples = IntStream.range(start, Math.min(start + chunk, size)).toArray();
      Targets targets = plan.dataset().targets(Split.TEST, samples);
      try (NDArray x = inputs.of(Split.TEST, samples, manager);
          Sweep sweep = parameters.forward(x)) {
        Outputs outputs = Outputs.of(sweep.output().value());
        sum += summed.at(outputs, targets).total();
        accuracy = accuracy.plus(Accuracy.of(plan.loss(), outputs, targets));
      }
    }
    return new Evaluation(epoch, step, scale(plan) * sum, accuracy.share());
  }

  private static int chunk(TrainingPlan plan) {
    long bytes = plan.dataset().sampleShape().size() * Float.BYTES;
    return (int) Math.max(1, Math.min(CHUNK, CHUNK_BYTES / bytes));
  }

  /** The factor of the mean over all test samples. */
  private static double scale(TrainingPlan plan) {
    int[] all = IntStream.range(0, plan.dataset().size(Split.TEST)).toArray();
    return plan.loss()
        .with(Loss.Reduction.MEAN)
        .scale(
            plan.dataset().targets(Split.TEST, all),
            plan.network()
                .outputShape(List.of(new Shape(all.length).addAll(plan.dataset().sampleShape()))));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "epoch %d  test loss %.4f", epoch, testLoss)
        + (testAccuracy.isPresent()
            ? String.format(
                Locale.ROOT, "  test accuracy %.2f %%", 100 * testAccuracy.getAsDouble())
            : "");
  }
}
