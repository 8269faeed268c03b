package io.alphascope.trainerservice.run;

import com.google.protobuf.Timestamp;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.trainerservice.training.StepStart;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Describes steps in the words of the stream. */
final class StepEvents {

  private StepEvents() {}

  /** A step without its vectors. */
  static StepTaken head(String run, RunSpecification specification, StepStart start, Instant time) {
    return StepTaken.newBuilder()
        .setRun(run)
        .setSpecification(specification)
        .setStep(start.step())
        .setEpoch(start.epoch())
        .setTime(timestamp(time))
        .setLearningRate(start.learningRate())
        .setLoss(start.loss())
        .setSampleIndices(
            SampleIndices.newBuilder()
                .addAllIndex(Arrays.stream(start.samples()).boxed().collect(Collectors.toList())))
        .build();
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
