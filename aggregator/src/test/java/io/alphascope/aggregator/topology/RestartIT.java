package io.alphascope.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.TestConfig;
import io.alphascope.aggregator.statistics.NaiveStatistics;
import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.aggregator.store.ObservedRows;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.StatisticsKey;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.events.test.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Duration NEVER = Duration.ofDays(1);

  @Test
  void rowsReadBeforeAndComputedAfterARestartLoseNothing(@TempDir Path first, @TempDir Path other)
      throws Exception {
    List<CurvatureObserved> series = Observations.series("run", "hessian", 300, 1);
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      AggregatorConfig config = config(first);
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      TestTopics.create(client, StreamSettings.defaults(), Topic.values());
      publish(client, series);

      try (KafkaStreams reads = streams(kafka, config, NEVER)) {
        reads.start();
        awaitRead(client, series.size());
      }
      assertThat(statistics(client)).isEmpty();

      // On another disk: what was read comes back from the changelogs alone.
      try (KafkaStreams computes = streams(kafka, config(other), Duration.ofMillis(100))) {
        computes.start();
        Awaitility.await()
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(statistics(client)).isEqualTo(expected(series)));
      }
    }
  }

  private static AggregatorConfig config(Path stateFolder) {
    return TestConfig.of(Map.of("alphascope.aggregator.state-folder", stateFolder.toString()));
  }

  private static KafkaStreams streams(
      EmbeddedKafka kafka, AggregatorConfig config, Duration interval) {
    return new KafkaStreams(
        RollingTopology.build(interval, ObservedRows.onDisk(), letter -> {}),
        StreamsProperties.of(
            config,
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            StreamSettings.defaults()));
  }

  private static void publish(Map<String, Object> client, List<CurvatureObserved> series) {
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      for (CurvatureObserved observed : series) {
        producer.send(
            new ProducerRecord<>(
                Topic.OBSERVATIONS.topicName(),
                Observations.key(observed),
                observed.toByteArray()));
      }
    }
  }

  /** Until the rows have passed the repartition topic and its reader has committed them all. */
  private static void awaitRead(Map<String, Object> client, int rows) {
    try (Admin admin = Admin.create(client)) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () ->
                  admin
                          .listConsumerGroupOffsets(Aggregation.GROUP)
                          .partitionsToOffsetAndMetadata()
                          .get()
                          .entrySet()
                          .stream()
                          .filter(entry -> entry.getKey().topic().endsWith("-repartition"))
                          .mapToLong(entry -> entry.getValue().offset())
                          .sum()
                      >= rows);
    }
  }

  private static Map<String, RollingStatistics> statistics(Map<String, Object> client)
      throws Exception {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Map<String, byte[]> latest = new HashMap<>();
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      new WholeTopic(consumer, Topic.STATISTICS)
          .readToEnd(record -> latest.put(record.key(), record.value()));
    }
    Map<String, RollingStatistics> statistics = new HashMap<>();
    for (Map.Entry<String, byte[]> row : latest.entrySet()) {
      statistics.put(row.getKey(), RollingStatistics.parseFrom(row.getValue()));
    }
    return statistics;
  }

  private static Map<String, RollingStatistics> expected(List<CurvatureObserved> series) {
    Map<String, RollingStatistics> expected = new HashMap<>();
    for (int window : Recomputation.WINDOWS) {
      NaiveStatistics.of(series, window)
          .forEach(
              (step, statistics) ->
                  expected.put(
                      new StatisticsKey("run", "hessian", window, step).toString(), statistics));
    }
    return expected;
  }
}
