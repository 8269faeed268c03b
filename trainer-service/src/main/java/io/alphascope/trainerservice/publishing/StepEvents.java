package io.alphascope.trainerservice.publishing;

import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Timestamps;
import io.alphascope.trainerservice.training.StepStart;
import java.time.Instant;

/** Describes steps as messages of the stream. */
public final class StepEvents {

  private StepEvents() {}

  /**
   * A step without its vectors; with a parameter distance of 0, to be set, if its run asks for
   * distances.
   */
  public static StepTaken head(
      String run, RunSpecification specification, StepStart start, Instant time) {
    SampleIndices.Builder samples = SampleIndices.newBuilder();
    for (int sample : start.samples()) {
      samples.addIndex(sample);
    }
    StepTaken.Builder step =
        StepTaken.newBuilder()
            .setRun(run)
            .setSpecification(specification)
            .setStep(start.step())
            .setEpoch(start.epoch())
            .setTime(Timestamps.of(time))
            .setLearningRate(start.learningRate())
            .setLoss(start.loss())
            .setSampleIndices(samples);
    if (asksForDistance(specification)) {
      step.setParameterDistance(0);
    }
    return step.build();
  }

  private static boolean asksForDistance(RunSpecification specification) {
    return ObservableChoice.parseAll(specification.getObservablesList()).stream()
        .anyMatch(choice -> choice.observable() == Observable.DISTANCE);
  }
}
