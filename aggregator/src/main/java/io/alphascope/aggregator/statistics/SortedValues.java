package io.alphascope.aggregator.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;

/** A multiset of at most {@code capacity} numbers, with their quantiles. NaN must not be added. */
final class SortedValues {

  private final double[] values;
  private int count;

  SortedValues(int capacity) {
    values = new double[capacity];
  }

  /** O(log n) comparisons and one block move. */
  void add(double value) {
    int position = Arrays.binarySearch(values, 0, count, value);
    int insertion = position < 0 ? -position - 1 : position;
    System.arraycopy(values, insertion, values, insertion + 1, count - insertion);
    values[insertion] = value;
    count++;
  }

  /** Removes one value that was added before. */
  void remove(double value) {
    int position = Arrays.binarySearch(values, 0, count, value);
    System.arraycopy(values, position + 1, values, position, count - position - 1);
    count--;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /**
   * The p-quantile with linear interpolation (type 7 of Hyndman and Fan 1996, NumPy's default): at
   * the position (n − 1) p among the sorted values, from 0. Absent if there is no value.
   */
  OptionalDouble quantile(double p) {
    if (count == 0) {
      return OptionalDouble.empty();
    }
    double position = (count - 1) * p;
    int below = (int) position;
    double fraction = position - below;
    double low = values[below];
    if (fraction == 0 || low == values[below + 1]) {
      return OptionalDouble.of(low);
    }
    double high = values[below + 1];
    return OptionalDouble.of(
        Double.isInfinite(high - low)
            ? low * (1 - fraction) + high * fraction
            : low + fraction * (high - low));
  }
}
