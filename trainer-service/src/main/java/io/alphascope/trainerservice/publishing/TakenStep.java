package io.alphascope.trainerservice.publishing;

import io.alphascope.trainerservice.training.StepStart;
import java.time.Instant;

/**
 * A step with its vectors, P float32 each, little-endian.
 *
 * @param theta0 the very array of θ₁ of the step before it, if that was recorded
 */
record TakenStep(StepStart start, Instant time, byte[] theta0, byte[] gradient, byte[] theta1) {

  long number() {
    return start.step();
  }
}
