package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.test.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TopicsIT {

  private static final StreamSettings SETTINGS =
      new StreamSettings(3_000_000, 2, 100_000_000, Duration.ofHours(1));

  @Test
  void createsWhatIsMissingTwiceInARow() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        Admin admin = Admin.create(connection(kafka))) {
      Topics.awaitCreated(connection(kafka), SETTINGS, said -> {}, Topic.RUNS);
      Topics.awaitCreated(connection(kafka), SETTINGS, said -> {}, Topic.values());

      var described = admin.describeTopics(List.of("training.steps")).allTopicNames().get();
      assertThat(described.get("training.steps").partitions()).hasSize(2);
      ConfigResource runs = new ConfigResource(ConfigResource.Type.TOPIC, "training.runs");
      assertThat(
              admin
                  .describeConfigs(List.of(runs))
                  .all()
                  .get()
                  .get(runs)
                  .get("cleanup.policy")
                  .value())
          .isEqualTo("compact");
    }
  }

  @Test
  void theLargestEventPassesThroughAllLimits() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      Topics.awaitCreated(connection(kafka), SETTINGS, said -> {}, Topic.STEPS);
      byte[] largest = new byte[SETTINGS.largestEventBytes()];
      largest[largest.length - 1] = 1;

      Map<String, Object> producing = new HashMap<>(SETTINGS.producerProperties());
      producing.putAll(connection(kafka));
      try (var producer =
          new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
        producer
            .send(
                new ProducerRecord<>(
                    "training.steps", 0, "r/0".getBytes(StandardCharsets.UTF_8), largest))
            .get(30, TimeUnit.SECONDS);
      }

      Map<String, Object> consuming = new HashMap<>(SETTINGS.consumerProperties());
      consuming.putAll(connection(kafka));
      consuming.put("auto.offset.reset", "earliest");
      try (var consumer =
          new KafkaConsumer<>(
              consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer.assign(List.of(new TopicPartition("training.steps", 0)));
        var records = consumer.poll(Duration.ofSeconds(30));
        assertThat(records.iterator().next().value()).isEqualTo(largest);
      }
    }
  }

  @Test
  void waitsForABrokerThatIsAwayAndSaysSoOnce() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      kafka.stop();
      List<String> said = new ArrayList<>();
      CompletableFuture<Void> waiting = new CompletableFuture<>();
      CompletableFuture<Void> created =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Topics.awaitCreated(
                      connection(kafka),
                      SETTINGS,
                      reason -> {
                        said.add(reason);
                        waiting.complete(null);
                      },
                      Topic.RUNS);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      waiting.get(60, TimeUnit.SECONDS);
      kafka.start();
      created.get(60, TimeUnit.SECONDS);

      assertThat(said).singleElement().asString().contains(kafka.bootstrapServers());
    }
  }

  @Test
  void waitsForABrokerWhoseNameIsUnknown() throws Exception {
    CompletableFuture<String> said = new CompletableFuture<>();
    CompletableFuture<Exception> ended = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                Topics.awaitCreated(
                    Map.of("bootstrap.servers", "broker.invalid:9092"),
                    SETTINGS,
                    said::complete,
                    Topic.RUNS);
                ended.complete(null);
              } catch (InterruptedException | RuntimeException e) {
                ended.complete(e);
              }
            });
    waiting.start();

    assertThat(said.get(60, TimeUnit.SECONDS)).contains("broker.invalid:9092", "resolvable");
    waiting.interrupt();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  private static Map<String, Object> connection(EmbeddedKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
