package io.alphascope.trainerservice.publishing;

import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.broker.RequiredTopics;
import io.alphascope.service.broker.StreamConfig;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;

/** The publishing side of a trainer, put together by hand for one broker. */
public final class PublishingKit implements AutoCloseable {

  public final Broker broker;
  public final StepMeters stepMeters;
  public final RunJournal journal;
  public final StepLog stepLog;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final StreamPublisher publisher;

  public PublishingKit(String bootstrapServers, StreamConfig stream, TrainerConfig config) {
    broker =
        new Broker(
            Map.of("bootstrap.servers", bootstrapServers),
            stream,
            List.of(RequiredTopics.of(Topic.STEPS, Topic.RUNS)));
    stepMeters = new StepMeters(meters);
    publisher = new StreamPublisher(broker, stepMeters, config);
    journal = new RunJournal(broker, publisher);
    stepLog = new StepLog(broker);
  }

  @Override
  public void close() {
    publisher.close();
    broker.close();
  }
}
