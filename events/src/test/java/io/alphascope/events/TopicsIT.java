package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.events.test.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      TestTopics.create(connection(kafka), SETTINGS, Topic.RUNS);
      TestTopics.create(connection(kafka), SETTINGS, Topic.values());

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
      TestTopics.create(connection(kafka), SETTINGS, Topic.STEPS);
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

  private static Map<String, Object> connection(EmbeddedKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
