package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Training on folders of arrays. */
class OwnDatasetTest {

  /** A network of one layer finds the linear map that the targets were made with. */
  @Test
  void learnsNumbersAndHasNoAccuracyOfThem() throws Exception {
    RecordedSteps recorded = train("waves", "2-3", Loss.Kind.SQUARED_ERROR, 20);
    assertThat(recorded.evaluations).hasSize(20);
    Evaluation last = recorded.evaluations.get(19);
    assertThat(last.testLoss()).isLessThan(1e-6);
    assertThat(last.testAccuracy()).isEmpty();
    assertThat(last.toString()).startsWith("epoch 20  test loss 0.0000").doesNotContain("accuracy");
    float[] theta = recorded.steps.get(recorded.steps.size() - 1).theta1();
    assertThat(theta[1]).isBetween(-2.01f, -1.99f);
    assertThat(theta[8]).isBetween(1.99f, 2.01f);
  }

  @Test
  void isNotEvaluatedWhereThereIsNoTestSet() throws Exception {
    RecordedSteps recorded = train("tulips", "12-3", Loss.Kind.CROSS_ENTROPY, 2);
    assertThat(recorded.steps).hasSize(2 * 60);
    assertThat(recorded.evaluations).isEmpty();
  }

  private static RecordedSteps train(String name, String widths, Loss.Kind loss, int epochs)
      throws Exception {
    Path own = Path.of(OwnDatasetTest.class.getResource("/own").toURI());
    Dataset dataset =
        new DatasetCatalog(Path.of("unused"), Optional.of(own), DownloadProgress.SILENT).open(name);
    Network network = Network.of(widths, Activation.RELU);
    RecordedSteps recorded =
        new RecordedSteps(network.parameterCount(), step -> true, step -> false);
    TrainingPlan plan =
        new TrainingPlan(
            network,
            new Loss(loss, Loss.Reduction.MEAN),
            dataset,
            new OptimizerChoice(OptimizerChoice.Kind.SGD, 0.5, 0, 0, false),
            new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0),
            network.initialParameters(1),
            SampleOrder.shuffled(1, dataset.size(Split.TRAIN)),
            10,
            epochs,
            Device.cpu(),
            1);
    new TrainingLoop(plan, recorded).run();
    return recorded;
  }
}
