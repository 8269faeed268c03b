package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.events.StepGroup;
import io.alphascope.events.test.EmbeddedKafka;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Two instances side by side. */
class SharingIT {

  private static final int STEPS = 150;
  private static final int GROUP = 6;

  @Test
  void sharesTheStepsAndLosesNoneWhenOneIsKilled() throws InterruptedException {
    LinearRun before = new LinearRun("shared");
    LinearRun after = new LinearRun("after-kill");
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        ServiceProcess first = new ServiceProcess(kafka.bootstrapServers(), Map.of());
        ServiceProcess second = new ServiceProcess(kafka.bootstrapServers(), Map.of());
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      first.awaitReady();
      second.awaitReady();
      client.awaitSharedBy(2);

      publish(client, before);

      assertThat(client.awaitObservations(before.run(), 2 * STEPS))
          .extracting(ConsumerRecord::key)
          .doesNotHaveDuplicates();
      client.awaitAllCommitted();
      assertThat(first.metric("alphascope_steps_observed_total")).isPositive();
      assertThat(second.metric("alphascope_steps_observed_total")).isPositive();

      second.kill();
      for (long step = 0; step < STEPS; step += GROUP) {
        client.publish(StepGroup.join(after.successive(step, GROUP)));
      }

      client.awaitObservations(after.run(), 2 * STEPS);
      client.awaitAllCommitted();
    }
  }

  private static void publish(TestClient client, LinearRun run) {
    for (long step = 0; step < STEPS; step++) {
      client.publish(run.step(step).build());
    }
  }
}
