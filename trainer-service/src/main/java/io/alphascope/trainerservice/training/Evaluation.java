package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Accuracy;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * The network on all test samples after an epoch.
 *
 * @param epoch from 1
 * @param step the epoch's last
 * @param testLoss the loss with the reduction {@code mean}, whatever the run's is, so that runs can
 *     be compared
 * @param testAccuracy share of the samples whose largest output is that of their class, in [0, 1];
 *     every loss that can be trained here is one of classes
 */
public record Evaluation(int epoch, long step, double testLoss, double testAccuracy) {

  private static final int CHUNK = 1000;

  /** Operations must not be recorded for reverse mode meanwhile. */
  static Evaluation of(
      Parameters parameters, TrainingPlan plan, NDManager manager, int epoch, long step) {
    Dataset dataset = plan.dataset();
    int size = dataset.size(Split.TEST);
    int inputs = Math.toIntExact(dataset.sampleShape().size());
    Loss summed = plan.loss().with(Loss.Reduction.SUM);
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(CHUNK * inputs * Float.BYTES).order(ByteOrder.nativeOrder());
    double sum = 0;
    Accuracy accuracy = Accuracy.NONE;
    for (int start = 0; start < size; start += CHUNK) {
      int[] samples = IntStream.range(start, Math.min(start + CHUNK, size)).toArray();
      dataset.copyInputs(Split.TEST, samples, buffer.asFloatBuffer());
      Targets targets = Targets.labels(dataset.labels(Split.TEST, samples));
      try (NDManager scope = manager.newSubManager()) {
        NDArray x =
            scope.create(
                buffer.slice(0, samples.length * inputs * Float.BYTES),
                new Shape(samples.length, inputs),
                DataType.FLOAT32);
        Outputs outputs = Outputs.of(parameters.forward(x));
        sum += summed.at(outputs, targets).total();
        accuracy = accuracy.plus(Accuracy.of(plan.loss(), outputs, targets));
      }
    }
    return new Evaluation(epoch, step, scale(plan) * sum, accuracy.share().orElseThrow());
  }

  /** Of the mean over all test samples. */
  private static double scale(TrainingPlan plan) {
    int[] all = IntStream.range(0, plan.dataset().size(Split.TEST)).toArray();
    return plan.loss()
        .with(Loss.Reduction.MEAN)
        .scale(
            Targets.labels(plan.dataset().labels(Split.TEST, all)),
            new Shape(all.length, plan.network().outputs()));
  }
}
