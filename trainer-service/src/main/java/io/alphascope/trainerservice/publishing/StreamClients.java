package io.alphascope.trainerservice.publishing;

import io.alphascope.service.broker.Broker;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the trainer's Kafka clients; holds the one producer. Thread-safe. */
@ApplicationScoped
public class StreamClients {

  /** While the broker is away, sending blocks; it must not give up by itself. */
  private static final int MAX_BLOCK_MS = Integer.MAX_VALUE;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Broker broker;
  private Producer<String, byte[]> producer;

  StreamClients(Broker broker) {
    this.broker = broker;
  }

  synchronized Producer<String, byte[]> producer() {
    if (producer == null) {
      Map<String, Object> properties = broker.producer();
      properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
      producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** A consumer of no group, for partitions that are assigned to it; its owner closes it. */
  Consumer<String, byte[]> newConsumer() {
    Map<String, Object> properties = broker.consumer();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
