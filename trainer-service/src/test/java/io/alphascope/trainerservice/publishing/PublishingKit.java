package io.alphascope.trainerservice.publishing;

import io.alphascope.trainerservice.config.TrainerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/** The publishing side of a trainer, put together by hand for one broker. */
public final class PublishingKit implements AutoCloseable {

  public final Broker broker;
  public final BrokerWatch watch;
  public final RunJournal journal;
  public final StepLog stepLog;
  public final StepStreams streams;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  public PublishingKit(String bootstrapServers, TrainerConfig config) {
    broker = new Broker(Map.of("bootstrap.servers", bootstrapServers), config);
    watch = new BrokerWatch(broker);
    journal = new RunJournal(broker);
    stepLog = new StepLog(broker);
    streams = new StepStreams(broker, new StepMeters(meters), config);
  }

  /** A consumer of no group; the caller closes it. */
  public Consumer<String, byte[]> newConsumer() {
    return broker.newConsumer();
  }

  @Override
  public void close() {
    watch.close();
    broker.close();
  }
}
