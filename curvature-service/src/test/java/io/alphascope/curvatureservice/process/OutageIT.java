package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.events.test.EmbeddedKafka;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The broker goes away and comes back; so does the service. */
class OutageIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void waitsForABrokerThatIsAwayAndSaysSoOnce() throws InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      kafka.stop();
      try (ServiceProcess service = new ServiceProcess(kafka.bootstrapServers(), Map.of())) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    service.status("/q/health/ready") == 503
                        && service.json("/q/health/ready").toString().contains("does not answer"));
        assertThat(service.status("/q/health/live")).isEqualTo(200);

        kafka.start();
        service.awaitReady();
        LinearRun run = new LinearRun("late");
        try (TestClient client = new TestClient(kafka.bootstrapServers())) {
          client.publish(run.step(0).build());
          client.awaitObservations(run.run(), 2);
        }
        assertThat(service.log().lines().filter(line -> line.contains("does not answer")))
            .hasSize(1)
            .allSatisfy(line -> assertThat(line).contains(" INFO "));
      }
    }
  }

  @Test
  void losesNothingWhenTheBrokerRestartsInTheMiddle() throws InterruptedException {
    LinearRun run = new LinearRun("restarted-broker");
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        ServiceProcess service =
            new ServiceProcess(kafka.bootstrapServers(), Map.of()).awaitReady();
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      for (long step = 0; step < 60; step++) {
        client.publish(run.step(step).build());
      }
      client.awaitObservations(run.run(), 2);
      kafka.stop();
      kafka.start();
      for (long step = 60; step < 120; step++) {
        client.publish(run.step(step).build());
      }

      client.awaitObservations(run.run(), 240);

      client.awaitAllCommitted();
      assertThat(service.status("/q/health/live")).isEqualTo(200);
    }
  }

  @Test
  void goesOnWhereAKilledInstanceStopped() throws InterruptedException {
    LinearRun run = new LinearRun("killed");
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      for (long step = 0; step < 300; step++) {
        client.publish(run.step(step).build());
      }
      try (ServiceProcess killed = new ServiceProcess(kafka.bootstrapServers(), Map.of())) {
        client.awaitObservations(run.run(), 50);
        killed.kill();
      }

      try (ServiceProcess successor = new ServiceProcess(kafka.bootstrapServers(), Map.of())) {
        assertThat(
                client.awaitObservations(run.run(), 600).stream()
                    .map(row -> row.key())
                    .distinct()
                    .count())
            .isEqualTo(600);
        client.awaitAllCommitted();
      }
    }
  }

  @Test
  void countsStepsThatRetentionTookMeanwhile() throws InterruptedException {
    LinearRun run = new LinearRun("lost");
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      for (long step = 0; step < 60; step++) {
        client.publish(run.step(step).build());
      }
      try (ServiceProcess service =
          new ServiceProcess(kafka.bootstrapServers(), Map.of()).awaitReady()) {
        client.awaitObservations(run.run(), 120);
        client.awaitAllCommitted();
      }
      for (long step = 60; step < 75; step++) {
        client.publish(run.step(step).build());
      }
      client.deleteSteps();

      try (ServiceProcess service =
          new ServiceProcess(kafka.bootstrapServers(), Map.of()).awaitReady()) {
        await().atMost(PATIENCE).until(() -> service.metric("alphascope_steps_lost_total") == 15);
      }
    }
  }
}
