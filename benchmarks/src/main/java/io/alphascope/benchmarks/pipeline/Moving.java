package io.alphascope.benchmarks.pipeline;

import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Moves as many bytes as the steps of a run through the broker, and does nothing else with them.
 */
final class Moving {

  private static final int IN_FLIGHT = 8;

  private Moving() {}

  /** CPU time of producer, broker and consumer together. */
  static Duration measure(LaunchedSystem system, int records, int bytes)
      throws IOException, InterruptedException {
    StreamSettings settings = StreamSettings.defaults();
    Map<String, Object> connection = system.kafkaConnection();
    try (Admin admin = Admin.create(connection)) {
      Topics.createMissing(admin, settings, List.of(Topic.STEPS));
    }
    List<Long> broker = system.processes("broker");

    Map<String, Object> consuming = new HashMap<>(settings.consumerProperties());
    consuming.putAll(connection);
    consuming.put(ConsumerConfig.GROUP_ID_CONFIG, "benchmark");
    consuming.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consuming.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topic.STEPS.topicName()));
      while (consumer.assignment().isEmpty()) {
        consumer.poll(Duration.ofMillis(100));
      }
      Duration before = ProcessorTime.of(broker).plus(ProcessorTime.ofThisProcess());
      CompletableFuture<Void> produced =
          CompletableFuture.runAsync(() -> produce(settings, connection, records, bytes));
      for (int consumed = 0; consumed < records; ) {
        if (produced.isCompletedExceptionally()) {
          break;
        }
        consumed += consumer.poll(Duration.ofSeconds(1)).count();
      }
      produced.join();
      return ProcessorTime.of(broker).plus(ProcessorTime.ofThisProcess()).minus(before);
    }
  }

  private static void produce(
      StreamSettings settings, Map<String, Object> connection, int records, int bytes) {
    BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(IN_FLIGHT);
    for (int i = 0; i < IN_FLIGHT; i++) {
      byte[] record = new byte[bytes];
      new Random(i).nextBytes(record);
      free.add(record);
    }
    Map<String, Object> producing = new HashMap<>(settings.producerProperties());
    producing.putAll(connection);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        byte[] record = free.take();
        byte[] key = ("benchmark/" + i).getBytes(StandardCharsets.UTF_8);
        producer.send(
            new ProducerRecord<>(Topic.STEPS.topicName(), key, record),
            (metadata, failure) -> free.add(record));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
