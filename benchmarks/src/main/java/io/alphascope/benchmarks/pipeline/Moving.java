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
import java.util.stream.IntStream;
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
final class Moving implements AutoCloseable {

  private static final int IN_FLIGHT = 8;

  private final List<Long> broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Connects, and waits until the consumer has its partitions. */
  Moving(LaunchedSystem system) throws IOException, InterruptedException {
    StreamSettings settings = StreamSettings.defaults();
    Map<String, Object> connection = system.kafkaConnection();
    try (Admin admin = Admin.create(connection)) {
      Topics.createMissing(admin, settings, List.of(Topic.STEPS));
    }
    broker = system.processes("broker");
    Map<String, Object> producing = new HashMap<>(settings.producerProperties());
    producing.putAll(connection);
    producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> consuming = new HashMap<>(settings.consumerProperties());
    consuming.putAll(connection);
    consuming.put(ConsumerConfig.GROUP_ID_CONFIG, "benchmark");
    consuming.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consuming.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4);
    consumer =
        new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(Topic.STEPS.topicName()));
    while (consumer.assignment().isEmpty()) {
      consumer.poll(Duration.ofMillis(100));
    }
  }

  /** CPU time of producer, broker and consumer together. */
  Duration move(int records, int bytes) throws IOException {
    byte[][] contents =
        IntStream.range(0, IN_FLIGHT)
            .mapToObj(
                seed -> {
                  byte[] content = new byte[bytes];
                  new Random(seed).nextBytes(content);
                  return content;
                })
            .toArray(byte[][]::new);
    Duration before = ProcessorTime.of(broker).plus(ProcessorTime.ofThisProcess());
    CompletableFuture<Void> produced = CompletableFuture.runAsync(() -> produce(records, contents));
    for (int consumed = 0; consumed < records && !produced.isCompletedExceptionally(); ) {
      consumed += consumer.poll(Duration.ofSeconds(1)).count();
    }
    produced.join();
    return ProcessorTime.of(broker).plus(ProcessorTime.ofThisProcess()).minus(before);
  }

  private void produce(int records, byte[][] contents) {
    BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(IN_FLIGHT, false, List.of(contents));
    try {
      for (int i = 0; i < records; i++) {
        byte[] content = free.take();
        byte[] key = ("benchmark/" + i).getBytes(StandardCharsets.UTF_8);
        producer.send(
            new ProducerRecord<>(Topic.STEPS.topicName(), key, content),
            (metadata, failure) -> free.add(content));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
