package io.alphascope.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SortedValuesTest {

  @Test
  void quantilesAreNumPys() {
    SortedValues values = new SortedValues(4);
    for (double value : new double[] {10, 1, 2, 4}) {
      values.add(value);
    }

    // numpy.quantile([10, 1, 2, 4], [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
    assertThat(values.quantile(0)).hasValue(1);
    assertThat(values.quantile(0.05).orElseThrow()).isCloseTo(1.15, within());
    assertThat(values.quantile(0.25)).hasValue(1.75);
    assertThat(values.quantile(0.5)).hasValue(3);
    assertThat(values.quantile(0.75)).hasValue(5.5);
    assertThat(values.quantile(0.95).orElseThrow()).isCloseTo(9.1, within());
    assertThat(values.quantile(1)).hasValue(10);
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(new SortedValues(3).quantile(0.5)).isEmpty();
  }

  @Test
  void infinityIsANumberWithARank() {
    SortedValues values = new SortedValues(3);
    values.add(Double.NEGATIVE_INFINITY);
    values.add(1);
    values.add(2);

    assertThat(values.quantile(0.5)).hasValue(1);
    assertThat(values.quantile(0.05)).hasValue(Double.NEGATIVE_INFINITY);
  }

  @Property
  void whatWasAddedAndRemovedLeavesNoTrace(
      @ForAll @NotEmpty @Size(max = 50) List<Double> kept,
      @ForAll @Size(max = 50) List<Double> passing,
      @ForAll @DoubleRange(min = 0, max = 1) double p) {
    SortedValues values = new SortedValues(kept.size() + passing.size());
    passing.forEach(values::add);
    kept.forEach(values::add);
    passing.forEach(values::remove);

    double[] all = kept.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(values.count()).isEqualTo(all.length);
    assertThat(values.quantile(p)).hasValue(NaiveStatistics.quantile(all, p));
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }
}
