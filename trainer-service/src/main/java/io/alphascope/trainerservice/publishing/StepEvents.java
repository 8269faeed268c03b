package io.alphascope.trainerservice.publishing;

import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Timestamps;
import io.alphascope.trainerservice.training.StepStart;
import java.time.Instant;

/** Describes steps as messages of the stream. */
public final class StepEvents {

  private StepEvents() {}

  /** A step without its vectors. */
  public static StepTaken head(
      String run, RunSpecification specification, StepStart start, Instant time) {
    SampleIndices.Builder samples = SampleIndices.newBuilder();
    for (int sample : start.samples()) {
      samples.addIndex(sample);
    }
    return StepTaken.newBuilder()
        .setRun(run)
        .setSpecification(specification)
        .setStep(start.step())
        .setEpoch(start.epoch())
        .setTime(Timestamps.of(time))
        .setLearningRate(start.learningRate())
        .setLoss(start.loss())
        .setSampleIndices(samples)
        .build();
  }
}
