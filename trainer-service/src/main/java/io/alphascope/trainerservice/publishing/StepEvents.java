package io.alphascope.trainerservice.publishing;

import com.google.protobuf.UnsafeByteOperations;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.events.GradientDescent;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.StepTaken.UpdateRule;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.events.Tensors;
import io.alphascope.events.Timestamps;
import io.alphascope.trainerservice.training.ParameterDistance;
import io.alphascope.trainerservice.training.StepStart;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Describes the steps of a run as messages of the stream. Used by one thread. */
public final class StepEvents {

  private final String run;
  private final RunSpecification specification;
  private final float[] initialParameters;
  private final boolean asksForDistance;

  /** Whether θ₁ is left out. */
  private boolean byRule;

  /**
   * @param initialParameters θ before step 0, flat [P]; not copied
   */
  public StepEvents(String run, RunSpecification specification, float[] initialParameters) {
    this.run = run;
    this.specification = specification;
    this.initialParameters = initialParameters;
    this.asksForDistance =
        ObservableChoice.parseAll(specification.getObservablesList()).stream()
            .anyMatch(choice -> choice.observable() == Observable.DISTANCE);
    this.byRule = byRule(specification);
  }

  /** Whether θ₁ = θ₀ − η g, so that θ₁ need not be carried. */
  public static boolean byRule(RunSpecification specification) {
    Optimizer optimizer = specification.getOptimizer();
    return optimizer.getName().equals("sgd") && optimizer.getWeightDecay() == 0;
  }

  /** P. */
  int parameterCount() {
    return initialParameters.length;
  }

  /**
   * A record of one step; {@link io.alphascope.events.StepGroup#join} joins several.
   *
   * @param compare whether to compare θ₁ with what the rule gives. A device that rounds otherwise
   *     does so at every step; once found, θ₁ is carried from then on
   */
  StepTaken message(TakenStep taken, boolean compare) {
    StepTaken.Builder step =
        head(taken.start(), taken.time())
            .setTheta0(tensor(taken.theta0()))
            .setGradient(tensor(taken.gradient()));
    if (asksForDistance) {
      step.setParameterDistance(
          ParameterDistance.of(initialParameters, ByteBuffer.wrap(taken.theta1())));
    }
    Tensor theta1 = tensor(taken.theta1());
    if (!byRule) {
      return step.setTheta1(theta1).build();
    }
    byRule = !compare || isGivenByRule(step, taken.theta1());
    step.setUpdateRule(UpdateRule.SGD);
    return byRule
        ? step.setTheta1Crc32(Tensors.crc32(theta1)).build()
        : step.setTheta1(theta1).build();
  }

  private static boolean isGivenByRule(StepTaken.Builder step, byte[] theta1) {
    Tensor predicted =
        GradientDescent.step(step.getTheta0(), step.getLearningRate(), step.getGradient());
    return Tensors.littleEndian(predicted).equals(ByteBuffer.wrap(theta1));
  }

  private static Tensor tensor(byte[] vector) {
    return Tensor.newBuilder()
        .setElementType(ElementType.FLOAT32)
        .addShape(vector.length / Float.BYTES)
        .setData(UnsafeByteOperations.unsafeWrap(vector))
        .build();
  }

  /** A step without its vectors; with a parameter distance of 0 if its run asks for distances. */
  public StepTaken.Builder head(StepStart start, Instant time) {
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
    return asksForDistance ? step.setParameterDistance(0) : step;
  }
}
