package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SampleOrderTest {

  @Property(tries = 200)
  void everyEpochIsAPermutation(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 500) int size,
      @ForAll @IntRange(min = 1, max = 50) int epoch) {
    assertThat(SampleOrder.shuffled(seed, size).epoch(epoch))
        .containsExactlyInAnyOrder(IntStream.range(0, size).toArray());
  }

  @Property(tries = 100)
  void seedAndEpochDecideTheOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int epoch) {
    assertThat(SampleOrder.shuffled(seed, 100).epoch(epoch))
        .isEqualTo(SampleOrder.shuffled(seed, 100).epoch(epoch))
        .isNotEqualTo(SampleOrder.shuffled(seed, 100).epoch(epoch + 1))
        .isNotEqualTo(SampleOrder.shuffled(seed + 1, 100).epoch(epoch));
  }

  /** The numbers come from a second implementation of the documented algorithm. */
  @Example
  void staysTheSameFromReleaseToRelease() {
    assertThat(SampleOrder.shuffled(0, 10).epoch(1)).containsExactly(6, 9, 3, 4, 5, 1, 8, 2, 0, 7);
  }

  @Example
  void givesBackAnOrderFromOutsideEpochByEpoch() {
    SampleOrder order = SampleOrder.given(new int[] {2, 0, 1, 1, 1, 0}, 2, 3);
    assertThat(order.epoch(1)).containsExactly(2, 0, 1);
    assertThat(order.epoch(2)).containsExactly(1, 1, 0);
  }

  @Example
  void refusesAnOrderOfTheWrongLength() {
    assertThatThrownBy(() -> SampleOrder.given(new int[5], 2, 3))
        .hasMessage("the sample order holds 5 indices; 2 epochs of 3 training samples need 6");
  }

  @Example
  void refusesAnIndexThatIsNoSample() {
    assertThatThrownBy(() -> SampleOrder.given(new int[] {0, 3, 1}, 1, 3))
        .hasMessage("the sample order's entry 1 is 3; training samples have indices 0 to 2");
  }
}
