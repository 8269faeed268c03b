package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTrainingTest {
  private static final double RATE = 1e-3;

  /** One batch again and again: the loss falls by η ‖g‖² to first order, which only ∇L does. */
  @ParameterizedTest
  @EnumSource(Preset.class)
  void goesDownItsGradient(Preset preset) throws Exception {
    Dataset digits =
        new DatasetCatalog(Path.of("unused"), Optional.empty(), DownloadProgress.SILENT)
            .open("mnist-sample");
    Network network = preset.of(Activation.TANH, digits.sampleShape(), 10);
    RecordedSteps recorded =
        new RecordedSteps(network.parameterCount(), step -> true, step -> step == 4);
    int[] order = new int[digits.size(Split.TRAIN)];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % 8;
    }

    new TrainingLoop(
            new TrainingPlan(
                network,
                new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
                digits,
                new OptimizerChoice(OptimizerChoice.Kind.SGD, RATE, 0, 0, false),
                new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0),
                network.initialParameters(1),
                SampleOrder.given(order, 1, order.length),
                8,
                1,
                Device.cpu(),
                1),
            recorded)
        .run();

    for (int step = 0; step < 3; step++) {
      double squares = 0;
      for (float entry : recorded.steps.get(step).gradient()) {
        squares += (double) entry * entry;
      }
      double fall =
          recorded.steps.get(step).start().loss() - recorded.steps.get(step + 1).start().loss();
      assertThat(fall / (RATE * squares)).isEqualTo(1, within(0.05));
    }
  }
}
