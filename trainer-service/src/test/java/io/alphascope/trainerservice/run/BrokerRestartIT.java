package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.RunChanged;
import io.alphascope.events.StepTaken;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.trainerservice.plan.TestRequests;
import io.alphascope.trainerservice.plan.WhenBehind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A run whose broker goes away in the middle. */
class BrokerRestartIT {

  private static final int STEPS = 240;

  @Test
  void waitsForTheBrokerAndLosesNothing() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestTrainer trainer =
            new TestTrainer(kafka.bootstrapServers(), Map.of(), Optional.empty())) {
      trainer.runs.start(TestRequests.request("patient", 10, 1, WhenBehind.WAIT));
      awaitPublished(trainer, 20);
      kafka.stop();
      long takenMeanwhile = state(trainer).getStepsTaken();
      assertThat(state(trainer).getState()).isEqualTo(RunChanged.State.RUNNING);
      kafka.start();
      RunChanged ended = trainer.awaitEnd("patient");

      assertThat(takenMeanwhile).isLessThan(STEPS);
      assertThat(ended.getState()).isEqualTo(RunChanged.State.COMPLETED);
      assertThat(ended.getStepsPublished()).isEqualTo(STEPS);
      List<Long> steps = trainer.published("patient").stream().map(StepTaken::getStep).toList();
      assertThat(steps).containsExactlyElementsOf(LongStream.range(0, STEPS).boxed().toList());
    }
  }

  private static void awaitPublished(TestTrainer trainer, long steps) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> state(trainer).getStepsPublished() >= steps);
  }

  private static RunChanged state(TestTrainer trainer) {
    return trainer.runs.find("patient").orElseThrow().state();
  }
}
