package io.alphascope.trainerservice.publishing;

import io.alphascope.trainerservice.config.TrainerConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens the stream of a run. */
@ApplicationScoped
public class StepStreams {

  private final StreamClients clients;
  private final StepMeters meters;
  private final int capacity;

  StepStreams(StreamClients clients, StepMeters meters, TrainerConfig config) {
    this.clients = clients;
    this.meters = meters;
    this.capacity = config.trainer().bufferEvents();
  }

  /** The caller closes it. */
  public StepStream open(String run) {
    return new StepStream(run, capacity, clients.producer(), meters);
  }
}
