package io.alphascope.aggregator.sink;

import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.broker.RequiredTopics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Fills the database from the topics: reads committed records, writes the rows of one poll in one
 * transaction, then updates the remarks on the runs, and commits the offsets last. While the
 * database is away, it goes back to the first record that is not stored, and waits; it holds
 * nothing in memory and loses nothing.
 */
@ApplicationScoped
public class PostgresSink {

  /** Consumer group. */
  public static final String GROUP = "alphascope-postgres";

  private static final Logger LOG = Logger.getLogger(PostgresSink.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
  private static final Duration FAILURE_PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Database database;
  private final AggregatorConfig config;
  private final Broker broker;
  private final RunRemarks remarks;
  private final Counter observationsStored;
  private final Counter statisticsStored;
  private final AtomicLong lag;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Consumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this::run, "postgres-sink");

  PostgresSink(
      Database database,
      AggregatorConfig config,
      Broker broker,
      RunRemarks remarks,
      MeterRegistry metrics) {
    this.database = database;
    this.config = config;
    this.broker = broker;
    this.remarks = remarks;
    observationsStored = metrics.counter("alphascope_rows_stored", "table", "observations");
    statisticsStored = metrics.counter("alphascope_rows_stored", "table", "statistics");
    lag = metrics.gauge("alphascope_sink_lag_records", new AtomicLong());
  }

  @Produces
  @Singleton
  RequiredTopics topics() {
    return new RequiredTopics(SinkBatch.TOPICS);
  }

  void start(@Observes StartupEvent started) {
    broker.topicsCreated().thenRun(thread::start);
  }

  void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
    closing.countDown();
    Consumer<String, byte[]> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    thread.join(CLOSE_LIMIT.toMillis());
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    try {
      while (!isClosing()) {
        consumeUntilFailure();
      }
    } catch (InterruptedException | InterruptException stopping) {
      LOG.debug("The sink ends");
    }
  }

  private void consumeUntilFailure() throws InterruptedException {
    try (Consumer<String, byte[]> opened =
        new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer = opened;
      opened.subscribe(SinkBatch.TOPICS.stream().map(Topic::topicName).toList());
      while (!isClosing()) {
        ConsumerRecords<String, byte[]> records = opened.poll(POLL);
        if (!records.isEmpty() && store(opened, records)) {
          commit(opened);
        }
        lag.set(lagOf(opened));
      }
    } catch (WakeupException stopping) {
      LOG.debug("The sink was woken to end");
    } catch (KafkaException | IllegalStateException failed) {
      if (!isClosing()) {
        LOG.error("The sink failed and starts again", failed);
        closing.await(FAILURE_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Returns false if the database is away: the consumer will read these records again. */
  private boolean store(Consumer<String, byte[]> opened, ConsumerRecords<String, byte[]> records) {
    SinkBatch batch = SinkBatch.of(records);
    try {
      database.useTransaction(batch::write);
      remarks.refresh(batch.runsToRemarkOn());
    } catch (DatabaseAwayException away) {
      rewind(opened, records);
      waitForDatabase(opened);
      return false;
    }
    observationsStored.increment(batch.observationCount());
    statisticsStored.increment(batch.statisticsCount());
    return true;
  }

  /** Stays in the group without reading, until the database answers. */
  private void waitForDatabase(Consumer<String, byte[]> opened) {
    while (!isClosing() && database.trouble().isPresent()) {
      opened.pause(opened.assignment());
      rewind(opened, opened.poll(RETRY_PAUSE));
      database.probe();
    }
    opened.resume(opened.assignment());
  }

  private static void rewind(
      Consumer<String, byte[]> opened, ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      opened.seek(partition, records.records(partition).get(0).offset());
    }
  }

  private static void commit(Consumer<String, byte[]> opened) {
    try {
      opened.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException notNow) {
      LOG.infof("Offsets are committed later (%s)", notNow.getMessage());
    }
  }

  private static long lagOf(Consumer<String, byte[]> opened) {
    return opened.assignment().stream()
        .mapToLong(partition -> opened.currentLag(partition).orElse(0))
        .sum();
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = broker.consumer();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, GROUP);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    // The broker gathers rows: one transaction and one commit for many of them.
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 * 1024);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) config.storeEvery().toMillis());
    // The shortest that brokers accept by default: how long a killed instance keeps its partitions.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    return properties;
  }
}
