package io.alphascope.events;

/** The topics of Alphascope. {@code events.proto} says what each contains and how it is keyed. */
public enum Topic {
  STEPS("training.steps"),
  RUNS("training.runs"),
  OBSERVATIONS("curvature.observations"),
  STATISTICS("curvature.statistics"),
  REPLAYS("curvature.replays"),
  STEPS_DEAD_LETTER("training.steps.dead-letter"),
  OBSERVATIONS_DEAD_LETTER("curvature.observations.dead-letter");

  private final String topicName;

  Topic(String topicName) {
    this.topicName = topicName;
  }

  /** The name in Kafka. */
  public String topicName() {
    return topicName;
  }
}
