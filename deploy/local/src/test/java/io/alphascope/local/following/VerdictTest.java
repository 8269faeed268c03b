package io.alphascope.local.following;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @Test
  void comparesOwnAndFreshBatches() {
    assertThat(Verdict.words(of(0.01), of(7.03), of(0.9)))
        .contains(
            "The rate of 0.01 is about 7 times too short for its own batches, about right for"
                + " fresh ones.");
  }

  @Test
  void roundsToWhatAMedianCanCarry() {
    assertThat(Verdict.words(of(1e-5), of(723.4), NONE))
        .contains("The rate of 0.00001 is about 720 times too short for its own batches.");
    assertThat(Verdict.words(of(0.5), of(1.62), NONE))
        .contains("The rate of 0.5 is about 1.6 times too short for its own batches.");
  }

  @Test
  void saysTooLongBelowOne() {
    assertThat(Verdict.words(of(3), NONE, of(0.1)))
        .contains("The rate of 3 is about 10 times too long for fresh batches.");
  }

  @Test
  void saysThatAStepPointsUphill() {
    assertThat(Verdict.words(NONE, of(-2), NONE))
        .contains("The step is pointing uphill for its own batches.");
  }

  @Test
  void isSilentWithoutAnyAlphaStar() {
    assertThat(Verdict.words(of(0.01), NONE, NONE)).isEmpty();
  }

  private static OptionalDouble of(double value) {
    return OptionalDouble.of(value);
  }
}
