package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The network on all test samples after an epoch.
 *
 * @param epoch from 1
 * @param step the epoch's last
 * @param testLoss the loss with the reduction {@code mean}, whatever the run's is, so that runs can
 *     be compared
 * @param testAccuracy share of the samples whose largest output is that of their class, in [0, 1];
 *     empty if the targets are no classes
 */
public record Evaluation(int epoch, long step, double testLoss, OptionalDouble testAccuracy) {

  private static final int CHUNK = 1000;

  /** Operations must not be recorded for reverse mode meanwhile. */
  static Evaluation of(
      Parameters parameters, TrainingPlan plan, NDManager manager, int epoch, long step) {
    Dataset dataset = plan.dataset();
    int size = dataset.size(Split.TEST);
    int inputs = Math.toIntExact(dataset.sampleShape().size());
    Loss mean = new Loss(plan.loss().kind(), Loss.Reduction.MEAN);
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(CHUNK * inputs * Float.BYTES).order(ByteOrder.nativeOrder());
    double lossTimesSamples = 0;
    int correct = 0;
    for (int start = 0; start < size; start += CHUNK) {
      int[] samples = IntStream.range(start, Math.min(start + CHUNK, size)).toArray();
      dataset.copyInputs(Split.TEST, samples, DataType.FLOAT32, buffer.clear());
      Targets targets = dataset.targets(Split.TEST, samples);
      try (NDManager scope = manager.newSubManager()) {
        NDArray x =
            scope.create(
                buffer.slice(0, samples.length * inputs * Float.BYTES),
                new Shape(samples.length, inputs),
                DataType.FLOAT32);
        Outputs outputs = Outputs.of(parameters.forward(x));
        LossTerms terms = mean.at(outputs, targets);
        lossTimesSamples += terms.total() * samples.length;
        correct += correct(outputs, targets);
      }
    }
    return new Evaluation(
        epoch,
        step,
        lossTimesSamples / size,
        dataset.classes().isPresent()
            ? OptionalDouble.of((double) correct / size)
            : OptionalDouble.empty());
  }

  private static int correct(Outputs outputs, Targets targets) {
    int correct = 0;
    for (int sample = 0; sample < outputs.samples(); sample++) {
      int start = sample * outputs.width();
      int largest = 0;
      for (int output = 1; output < outputs.width(); output++) {
        if (outputs.values()[start + output] > outputs.values()[start + largest]) {
          largest = output;
        }
      }
      if (targets.value(sample, largest) == 1) {
        correct++;
      }
    }
    return correct;
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
