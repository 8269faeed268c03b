package io.alphascope.trainerservice.publishing;

import io.alphascope.trainerservice.training.StepRecorder;
import io.alphascope.trainerservice.training.StepStart;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A step with its vectors, P float32 each, little-endian.
 *
 * @param theta0 the very array of θ₁ of the step before it, if that was recorded
 */
public record TakenStep(
    StepStart start, Instant time, byte[] theta0, byte[] gradient, byte[] theta1) {

  /**
   * Where to write a step that is about to be taken.
   *
   * @param before the step that was recorded last
   * @param parameters P
   * @param taken gets the step when it is complete
   */
  public static StepRecorder recorder(
      StepStart start,
      Instant time,
      Optional<TakenStep> before,
      int parameters,
      Consumer<TakenStep> taken) {
    int bytes = Math.multiplyExact(parameters, Float.BYTES);
    Optional<byte[]> known =
        before.filter(last -> last.start.step() == start.step() - 1).map(TakenStep::theta1);
    TakenStep step =
        new TakenStep(
            start, time, known.orElseGet(() -> new byte[bytes]), new byte[bytes], new byte[bytes]);
    return new StepRecorder(
        known.isPresent() ? Optional.empty() : Optional.of(ByteBuffer.wrap(step.theta0)),
        ByteBuffer.wrap(step.gradient),
        ByteBuffer.wrap(step.theta1),
        () -> taken.accept(step));
  }
}
