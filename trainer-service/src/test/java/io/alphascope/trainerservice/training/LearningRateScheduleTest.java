package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.trainerservice.training.LearningRateSchedule.Kind;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class LearningRateScheduleTest {

  private static final double BASE_RATE = 0.2;

  /** pytorch/README.md says where the rates come from. */
  @ParameterizedTest
  @CsvFileSource(resources = "pytorch/schedules.csv", numLinesToSkip = 1)
  void ratesAsPyTorch(String kind, long warmup, long steps, String expected) {
    LearningRateSchedule schedule =
        new LearningRateSchedule(
            Stream.of(Kind.values())
                .filter(one -> one.toString().equals(kind))
                .findFirst()
                .orElseThrow(),
            warmup);
    double[] rates = factors(schedule, steps).map(factor -> BASE_RATE * factor).toArray();
    assertThat(rates)
        .containsExactly(
            Stream.of(expected.split(" ")).mapToDouble(Double::parseDouble).toArray(),
            within(1e-15));
  }

  @Property
  void risesToTheRateAndNeverGoesBeyondOrToZero(
      @ForAll Kind kind,
      @ForAll @IntRange(min = 1, max = 2_000) int steps,
      @ForAll @IntRange(max = 2_000) int warmup) {
    long rising = Math.min(warmup, steps);
    double[] factors = factors(new LearningRateSchedule(kind, rising), steps).toArray();
    for (int step = 0; step < steps; step++) {
      assertThat(factors[step]).isGreaterThan(0).isLessThanOrEqualTo(1);
      if (step > 0 && step < rising) {
        assertThat(factors[step]).isGreaterThan(factors[step - 1]);
      } else if (step > 0) {
        assertThat(factors[step]).isLessThanOrEqualTo(factors[step - 1]);
      }
    }
    if (rising > 0) {
      assertThat(factors[(int) rising - 1]).isEqualTo(1);
    }
  }

  @Test
  void theLastStepOfALongCosineStillMoves() {
    long steps = 10_000_000_000L;
    assertThat(new LearningRateSchedule(Kind.COSINE, 0).factor(steps - 1, steps))
        .isCloseTo(Math.pow(Math.PI / 2 / steps, 2), within(1e-24));
  }

  @Test
  void refusesANegativeWarmup() {
    assertThatThrownBy(() -> new LearningRateSchedule(Kind.CONSTANT, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warmup: -1 steps are not possible; expected 0 or more");
  }

  private static DoubleStream factors(LearningRateSchedule schedule, long steps) {
    return LongStream.range(0, steps).mapToDouble(step -> schedule.factor(step, steps));
  }
}
