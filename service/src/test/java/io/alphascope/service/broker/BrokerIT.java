package io.alphascope.service.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.Topic;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.events.test.SaslSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void createsTheTopicsOfAllPartsAndNoticesWhenTheBrokerIsAway() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        Admin admin = Admin.create(connection(kafka.bootstrapServers()))) {
      kafka.stop();
      Broker broker =
          broker(
              connection(kafka.bootstrapServers()),
              RequiredTopics.of(Topic.STEPS, Topic.RUNS),
              RequiredTopics.of(Topic.RUNS, Topic.REPLAYS));
      try {
        broker.probe();
        assertThat(broker.trouble().orElseThrow())
            .contains(kafka.bootstrapServers(), "does not answer");
        assertThat(broker.topicsCreated().toCompletableFuture()).isNotDone();

        kafka.start();
        awaitNoTrouble(broker);
        assertThat(broker.topicsCreated().toCompletableFuture()).isDone();
        assertThat(admin.listTopics().names().get())
            .containsExactlyInAnyOrder("training.steps", "training.runs", "curvature.replays");

        kafka.stop();
        Awaitility.await()
            .atMost(LIMIT)
            .until(
                () -> {
                  broker.probe();
                  return broker.trouble().isPresent();
                });
        kafka.start();
        awaitNoTrouble(broker);
      } finally {
        broker.close();
      }
    }
  }

  @Test
  void waitsForABrokerWhoseNameIsUnknown() {
    Broker broker = broker(connection("broker.invalid:9092"), RequiredTopics.of(Topic.RUNS));

    broker.probe();

    assertThat(broker.trouble().orElseThrow())
        .contains("broker.invalid:9092", "resolvable", "waiting for it");
    broker.close();
  }

  @Test
  void saysWhatToCorrectWhereTheBrokerRefuses(@TempDir Path folder) throws Exception {
    SaslSsl security = new SaslSsl(folder);
    try (EmbeddedKafka kafka = new EmbeddedKafka(security)) {
      Map<String, Object> wrong = new HashMap<>(connection(kafka.bootstrapServers()));
      wrong.putAll(security.client());
      wrong.computeIfPresent(
          "sasl.jaas.config",
          (name, value) ->
              value.toString().replaceAll("password=\"[^\"]*\"", "password=\"a-guess\""));
      Broker broker = broker(wrong, RequiredTopics.of(Topic.RUNS));

      broker.probe();

      assertThat(broker.trouble().orElseThrow())
          .contains("refuses this service", "Authentication failed", "kafka.sasl.*")
          .doesNotContain("a-guess");
      broker.close();
    }
  }

  private static void awaitNoTrouble(Broker broker) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> {
              broker.probe();
              return broker.trouble().isEmpty();
            });
  }

  private static Broker broker(Map<String, Object> connection, RequiredTopics... topics) {
    return new Broker(connection, TestStream.config(Map.of()), List.of(topics));
  }

  private static Map<String, Object> connection(String bootstrapServers) {
    return Map.of("bootstrap.servers", bootstrapServers);
  }
}
