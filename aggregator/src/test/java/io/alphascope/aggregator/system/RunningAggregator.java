package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.statistics.NaiveStatistics;
import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.test.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A broker, and the aggregator between it and a database, with a publisher before it. */
final class RunningAggregator implements AutoCloseable {

  private static final Duration FLOW_LIMIT = Duration.ofSeconds(90);

  final EmbeddedKafka kafka;
  final TestDatabase database;
  final AggregatorProcess process;

  /** The embedded broker tells its whole life at INFO. Loggers are kept: levels go with them. */
  private static final List<Logger> QUIET =
      Stream.of("kafka", "org.apache.kafka", "state.change.logger").map(Logger::getLogger).toList();

  static {
    QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
  }

  private final Path folder;
  private final Producer<String, byte[]> producer;

  /** Starts the broker; the aggregator is started by {@link AggregatorProcess#start}. */
  RunningAggregator(TestDatabase database, Map<String, String> settings) {
    this(database, new EmbeddedKafka(), Map.of(), settings);
  }

  /** The aggregator with these properties of Kafka's clients; so has the publisher. */
  RunningAggregator(TestDatabase database, EmbeddedKafka kafka, Map<String, String> security) {
    this(database, kafka, security, Map.of());
  }

  private RunningAggregator(
      TestDatabase database,
      EmbeddedKafka kafka,
      Map<String, String> security,
      Map<String, String> settings) {
    this.database = database;
    this.kafka = kafka;
    try {
      folder = Files.createTempDirectory("running-aggregator");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kafka.bootstrap.servers", kafka.bootstrapServers());
    all.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    all.put("quarkus.datasource.username", "postgres");
    all.put("quarkus.datasource.password", "");
    all.put("alphascope.aggregator.state-folder", folder.resolve("streams").toString());
    security.forEach((name, value) -> all.put("kafka." + name, value));
    all.putAll(settings);
    process = new AggregatorProcess(all, folder.resolve("log"));
    Map<String, Object> properties = new HashMap<>(StreamSettings.defaults().producerProperties());
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.putAll(security);
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  static RunningAggregator started(TestDatabase database) {
    return started(database, Map.of());
  }

  /** With these settings; leaves nothing behind if it does not come up. */
  static RunningAggregator started(TestDatabase database, Map<String, String> settings) {
    RunningAggregator running = new RunningAggregator(database, settings);
    try {
      running.process.start();
      running.process.awaitReady();
    } catch (RuntimeException | Error failed) {
      running.close();
      throw failed;
    }
    return running;
  }

  void publish(List<CurvatureObserved> observations) {
    observations.forEach(
        observed -> publish(Topic.OBSERVATIONS, Observations.key(observed), observed));
    producer.flush();
  }

  void publish(Topic topic, String key, Message message) {
    publish(topic, key, message.toByteArray());
  }

  void publish(Topic topic, String key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic.topicName(), key, value),
        (metadata, failure) -> {
          if (failure != null) {
            throw new IllegalStateException(failure);
          }
        });
  }

  JsonNode json(String path) {
    HttpResponse<String> answer = process.get(path);
    try {
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }

  /** The rows that a query gives; each a list of values as text, null where there is none. */
  List<List<String>> query(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (results.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
          Object value = results.getObject(column);
          row.add(value == null ? null : value.toString());
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Waits until the stored statistics are those of this series, by definition. */
  void awaitStatistics(List<CurvatureObserved> series) {
    CurvatureObserved first = series.get(0);
    for (int window : Recomputation.WINDOWS) {
      List<List<String>> expected =
          NaiveStatistics.of(series, window).values().stream()
              .map(RunningAggregator::statisticsRow)
              .toList();
      String sql =
          """
          SELECT step, count, alpha_star_count, alpha_star_p05, alpha_star_p25, alpha_star_median,
            alpha_star_p75, alpha_star_p95, slope_mean, curvature_value_mean, share_ok,
            share_ascent, share_non_positive_curvature, share_zero_step, share_non_finite,
            fidelity_at_step_median, fidelity_at_alpha_star_median
          FROM statistics WHERE run = '%s' AND curvature = '%s' AND window_steps = %d
          ORDER BY step\
          """
              .formatted(first.getRun(), first.getCurvature(), window);
      Awaitility.await()
          .atMost(FLOW_LIMIT)
          .ignoreExceptionsInstanceOf(IllegalStateException.class)
          .untilAsserted(() -> assertThat(query(sql)).isEqualTo(expected));
    }
  }

  private static List<String> statisticsRow(RollingStatistics s) {
    return Observations.row(
        s.getStep(),
        s.getCount(),
        s.getAlphaStarCount(),
        s.hasAlphaStarP05() ? s.getAlphaStarP05() : null,
        s.hasAlphaStarP25() ? s.getAlphaStarP25() : null,
        s.hasAlphaStarMedian() ? s.getAlphaStarMedian() : null,
        s.hasAlphaStarP75() ? s.getAlphaStarP75() : null,
        s.hasAlphaStarP95() ? s.getAlphaStarP95() : null,
        s.hasSlopeMean() ? s.getSlopeMean() : null,
        s.hasCurvatureValueMean() ? s.getCurvatureValueMean() : null,
        s.getShareOk(),
        s.getShareAscent(),
        s.getShareNonPositiveCurvature(),
        s.getShareZeroStep(),
        s.getShareNonFinite(),
        s.hasFidelityAtStepMedian() ? s.getFidelityAtStepMedian() : null,
        s.hasFidelityAtAlphaStarMedian() ? s.getFidelityAtAlphaStarMedian() : null);
  }

  /** Waits until a query's first value is this. */
  void await(String sql, Object value) {
    Awaitility.await(sql)
        .atMost(FLOW_LIMIT)
        .ignoreExceptions()
        .until(() -> query(sql).get(0).get(0), found -> String.valueOf(value).equals(found));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    process.close();
    kafka.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
