package io.alphascope.trainerservice.publishing;

import io.alphascope.trainerservice.config.TrainerConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens the stream of a run. */
@ApplicationScoped
public class StepStreams {

  private final Broker broker;
  private final StepMeters meters;
  private final int capacity;

  StepStreams(Broker broker, StepMeters meters, TrainerConfig config) {
    this.broker = broker;
    this.meters = meters;
    this.capacity = config.trainer().bufferEvents();
  }

  /** The caller closes it. */
  public StepStream open(String run) {
    return new StepStream(run, capacity, broker.producer(), meters);
  }

  public StepMeters meters() {
    return meters;
  }
}
