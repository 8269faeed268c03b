package io.alphascope.trainerservice.publishing;

import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.broker.RequiredTopics;
import io.alphascope.service.broker.StreamConfig;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/** The publishing side of a trainer, put together by hand for one broker. */
public final class PublishingKit implements AutoCloseable {

  public final Broker broker;
  public final StepMeters stepMeters;
  public final RunJournal journal;
  public final StepLog stepLog;
  public final StepStreams streams;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StreamClients clients;

  public PublishingKit(String bootstrapServers, StreamConfig stream, TrainerConfig config) {
    broker =
        new Broker(
            Map.of("bootstrap.servers", bootstrapServers),
            stream,
            List.of(RequiredTopics.of(Topic.STEPS, Topic.RUNS)));
    clients = new StreamClients(broker);
    stepMeters = new StepMeters(meters);
    journal = new RunJournal(clients);
    stepLog = new StepLog(clients);
    streams = new StepStreams(clients, stepMeters, config);
  }

  /** A consumer of no group; the caller closes it. */
  public Consumer<String, byte[]> newConsumer() {
    return clients.newConsumer();
  }

  @Override
  public void close() {
    clients.close();
    broker.close();
  }
}
