package io.alphascope.aggregator.topology;

import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.events.StreamSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** How the topology runs. */
final class StreamsProperties {

  private StreamsProperties() {}

  /**
   * @param connection how clients reach the broker; the properties set here override it
   */
  static Properties of(
      AggregatorConfig config, Map<String, Object> connection, StreamSettings settings) {
    Properties properties = new Properties();
    properties.putAll(connection);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Aggregation.GROUP);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateFolder().toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitEvery().toMillis());
    properties.put(
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksMemory.class.getName());
    // Internal topics get the broker's replication factor.
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    // For a few rows, waking broker and thread costs more than the rows are worth.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 64 * 1024);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
        (int) config.commitEvery().toMillis());
    Map<String, Object> consumer = new HashMap<>(settings.consumerProperties());
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // After this time, others take over the partitions of a killed instance, and its open
    // transaction ends, for which readers of committed records wait.
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    consumer.forEach((name, value) -> properties.put(StreamsConfig.consumerPrefix(name), value));
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    // While the last transaction is being ended, a batch may have to be sent again. With more than
    // one request in flight, the next batch would reach the broker first, which logs an error.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        settings.largestRecordBytes());
    return properties;
  }
}
