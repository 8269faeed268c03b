package io.alphascope.aggregator.statistics;

import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.RollingStatistics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The last {@code size} rows of one series, added in the order of their steps.
 *
 * <p>Adding costs O(log size) comparisons, {@link #statistics} O(size) additions: sums are computed
 * from all rows each time, because a running sum would keep the rounding errors of rows that have
 * left the window.
 */
final class RollingWindow {

  private final int size;
  private final ArrayDeque<Row> rows;
  private final SortedValues alphaStars;
  private final SortedValues fidelitiesAtStep;
  private final SortedValues fidelitiesAtAlphaStar;
  private final int[] statusCounts = new int[Status.values().length];

  RollingWindow(int size) {
    this.size = size;
    rows = new ArrayDeque<>(size);
    alphaStars = new SortedValues(size);
    fidelitiesAtStep = new SortedValues(size);
    fidelitiesAtAlphaStar = new SortedValues(size);
  }

  int size() {
    return size;
  }

  void clear() {
    rows.clear();
    alphaStars.clear();
    fidelitiesAtStep.clear();
    fidelitiesAtAlphaStar.clear();
    Arrays.fill(statusCounts, 0);
  }

  void add(Row row) {
    if (rows.size() == size) {
      Row oldest = rows.removeFirst();
      ranked(oldest.alphaStar()).ifPresent(alphaStars::remove);
      ranked(oldest.fidelityAtStep()).ifPresent(fidelitiesAtStep::remove);
      ranked(oldest.fidelityAtAlphaStar()).ifPresent(fidelitiesAtAlphaStar::remove);
      statusCounts[oldest.status().ordinal()]--;
    }
    rows.addLast(row);
    ranked(row.alphaStar()).ifPresent(alphaStars::add);
    ranked(row.fidelityAtStep()).ifPresent(fidelitiesAtStep::add);
    ranked(row.fidelityAtAlphaStar()).ifPresent(fidelitiesAtAlphaStar::add);
    statusCounts[row.status().ordinal()]++;
  }

  /** The statistics of these rows, at the step of the newest; there must be at least one row. */
  RollingStatistics statistics(Series series) {
    RollingStatistics.Builder statistics =
        RollingStatistics.newBuilder()
            .setRun(series.run())
            .setCurvature(series.curvature())
            .setWindow(size)
            .setStep(rows.getLast().step())
            .setCount(rows.size())
            .setAlphaStarCount(alphaStars.count())
            .setShareOk(share(Status.OK))
            .setShareAscent(share(Status.ASCENT))
            .setShareNonPositiveCurvature(share(Status.NON_POSITIVE_CURVATURE))
            .setShareZeroStep(share(Status.ZERO_STEP))
            .setShareNonFinite(share(Status.NON_FINITE));
    alphaStars.quantile(0.05).ifPresent(statistics::setAlphaStarP05);
    alphaStars.quantile(0.25).ifPresent(statistics::setAlphaStarP25);
    alphaStars.quantile(0.5).ifPresent(statistics::setAlphaStarMedian);
    alphaStars.quantile(0.75).ifPresent(statistics::setAlphaStarP75);
    alphaStars.quantile(0.95).ifPresent(statistics::setAlphaStarP95);
    finiteMean(Row::slope).ifPresent(statistics::setSlopeMean);
    finiteMean(Row::curvatureValue).ifPresent(statistics::setCurvatureValueMean);
    fidelitiesAtStep.quantile(0.5).ifPresent(statistics::setFidelityAtStepMedian);
    fidelitiesAtAlphaStar.quantile(0.5).ifPresent(statistics::setFidelityAtAlphaStarMedian);
    return statistics.build();
  }

  private double share(Status status) {
    return (double) statusCounts[status.ordinal()] / rows.size();
  }

  private OptionalDouble finiteMean(Function<Row, OptionalDouble> quantity) {
    double sum = 0;
    int count = 0;
    for (Row row : rows) {
      OptionalDouble value = quantity.apply(row);
      if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
        sum += value.getAsDouble();
        count++;
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  private static OptionalDouble ranked(OptionalDouble value) {
    return value.isPresent() && Double.isNaN(value.getAsDouble()) ? OptionalDouble.empty() : value;
  }
}
