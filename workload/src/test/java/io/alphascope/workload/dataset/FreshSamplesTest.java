package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FreshSamplesTest {

  @Property
  void drawsAscendingSamplesThatAreNotTheStepsOwn(
      @ForAll long seed,
      @ForAll @IntRange(max = 1_000_000) int step,
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll("batches") int[] own) {
    int[] drawn = FreshSamples.draw(seed, step, count, 100, own);
    assertThat(drawn).hasSize(count).isSorted().doesNotHaveDuplicates().doesNotContain(own);
    assertThat(drawn[0]).isNotNegative();
    assertThat(drawn[count - 1]).isLessThan(100);
  }

  @Property(tries = 100)
  void sameForTheSameSeedAndStep(@ForAll long seed, @ForAll @IntRange(max = 1000) int step) {
    int[] own = {7, 3, 5};
    assertThat(FreshSamples.draw(seed, step, 16, 60_000, own))
        .isEqualTo(FreshSamples.draw(seed, step, 16, 60_000, new int[] {5, 7, 3, 3}))
        .isNotEqualTo(FreshSamples.draw(seed, step + 1, 16, 60_000, own))
        .isNotEqualTo(FreshSamples.draw(seed + 1, step, 16, 60_000, own));
  }

  @Example
  void canDrawAllTheOthers() {
    assertThat(FreshSamples.draw(1, 2, 4, 6, new int[] {4, 0})).containsExactly(1, 2, 3, 5);
  }

  @Example
  void drawsEverySampleEquallyOften() {
    int steps = 20_000;
    int[] hits = new int[10];
    for (int step = 0; step < steps; step++) {
      for (int sample : FreshSamples.draw(0, step, 3, 10, new int[] {2, 9})) {
        hits[sample]++;
      }
    }
    double expected = steps * 3 / 8.0;
    double fiveStandardDeviations = 5 * Math.sqrt(expected * 5 / 8);
    assertThat(hits[2] + hits[9]).isZero();
    IntStream.of(0, 1, 3, 4, 5, 6, 7, 8)
        .forEach(
            sample ->
                assertThat((double) hits[sample])
                    .isBetween(
                        expected - fiveStandardDeviations, expected + fiveStandardDeviations));
  }

  /** The numbers come from a second implementation of the documented algorithm. */
  @Example
  void staysTheSameFromReleaseToRelease() {
    assertThat(FreshSamples.draw(0, 50, 5, 60_000, new int[] {1, 2, 3}))
        .containsExactly(1377, 24101, 34588, 38962, 53100);
  }

  @Example
  void refusesMoreThanThereAre() {
    int[] own = new int[64];
    Arrays.setAll(own, index -> index);
    assertThatThrownBy(() -> FreshSamples.draw(0, 0, 37, 100, own))
        .hasMessage(
            "cannot draw 37 fresh samples: beside the step's own, there are 36 training samples");
  }

  @Provide
  Arbitrary<int[]> batches() {
    return Arbitraries.integers().between(0, 99).array(int[].class).ofMinSize(1).ofMaxSize(40);
  }
}
