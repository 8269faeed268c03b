package io.alphascope.trainerservice.publishing;

import io.alphascope.service.broker.Broker;
import io.alphascope.trainerservice.config.TrainerConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The only producer of the trainer, and the streams of runs through it. Thread-safe. */
@ApplicationScoped
public class StreamPublisher {

  /** While the broker is away, sending blocks; it must not end with a time-out. */
  private static final int MAX_BLOCK_MS = Integer.MAX_VALUE;

  /**
   * Kafka's client keeps buffers of this very size and uses them again; a record of eight steps of
   * the network of the MNIST example fits in one.
   */
  private static final int BATCH_BYTES = 4 * 1024 * 1024;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Broker broker;
  private final StepMeters meters;
  private final int bufferEvents;
  private Producer<String, byte[]> producer;

  StreamPublisher(Broker broker, StepMeters meters, TrainerConfig config) {
    this.broker = broker;
    this.meters = meters;
    this.bufferEvents = config.trainer().bufferEvents();
  }

  synchronized Producer<String, byte[]> producer() {
    if (producer == null) {
      Map<String, Object> properties = broker.producer();
      properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
      properties.put(
          ProducerConfig.BATCH_SIZE_CONFIG,
          Math.min(BATCH_BYTES, broker.settings().largestRecordBytes()));
      producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /**
   * The stream of a run; the caller closes it.
   *
   * @param stepsPerRecord at most so many steps are in one record
   */
  public StepStream open(String run, StepEvents events, int stepsPerRecord) {
    return new StepStream(
        run, events, stepsPerRecord, bufferEvents * stepsPerRecord, producer(), meters);
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
