package io.alphascope.aggregator.statistics;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.RollingStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Rolling statistics by their definition, from the whole series, as slowly as can be. */
public final class NaiveStatistics {

  private NaiveStatistics() {}

  /** By step, of a series in the order of its steps. */
  public static Map<Long, RollingStatistics> of(List<CurvatureObserved> series, int window) {
    Map<Long, RollingStatistics> statistics = new TreeMap<>();
    for (int last = 0; last < series.size(); last++) {
      List<CurvatureObserved> rows = series.subList(Math.max(0, last - window + 1), last + 1);
      statistics.put(series.get(last).getStep(), of(rows, window, series.get(last)));
    }
    return statistics;
  }

  private static RollingStatistics of(
      List<CurvatureObserved> rows, int window, CurvatureObserved last) {
    RollingStatistics.Builder statistics =
        RollingStatistics.newBuilder()
            .setRun(last.getRun())
            .setCurvature(last.getCurvature())
            .setWindow(window)
            .setStep(last.getStep())
            .setCount(rows.size())
            .setShareOk(share(rows, Status.OK))
            .setShareAscent(share(rows, Status.ASCENT))
            .setShareNonPositiveCurvature(share(rows, Status.NON_POSITIVE_CURVATURE))
            .setShareZeroStep(share(rows, Status.ZERO_STEP))
            .setShareNonFinite(share(rows, Status.NON_FINITE));
    double[] alphaStars =
        values(rows, CurvatureObserved::hasAlphaStar, CurvatureObserved::getAlphaStar);
    statistics.setAlphaStarCount(alphaStars.length);
    if (alphaStars.length > 0) {
      statistics
          .setAlphaStarP05(quantile(alphaStars, 0.05))
          .setAlphaStarP25(quantile(alphaStars, 0.25))
          .setAlphaStarMedian(quantile(alphaStars, 0.5))
          .setAlphaStarP75(quantile(alphaStars, 0.75))
          .setAlphaStarP95(quantile(alphaStars, 0.95));
    }
    double[] slopes = values(rows, CurvatureObserved::hasSlope, CurvatureObserved::getSlope);
    finiteMean(slopes).ifPresent(statistics::setSlopeMean);
    double[] curvatures =
        values(rows, CurvatureObserved::hasCurvatureValue, CurvatureObserved::getCurvatureValue);
    finiteMean(curvatures).ifPresent(statistics::setCurvatureValueMean);
    double[] atStep =
        values(rows, CurvatureObserved::hasFidelityAtStep, CurvatureObserved::getFidelityAtStep);
    if (atStep.length > 0) {
      statistics.setFidelityAtStepMedian(quantile(atStep, 0.5));
    }
    double[] atAlphaStar =
        values(
            rows,
            CurvatureObserved::hasFidelityAtAlphaStar,
            CurvatureObserved::getFidelityAtAlphaStar);
    if (atAlphaStar.length > 0) {
      statistics.setFidelityAtAlphaStarMedian(quantile(atAlphaStar, 0.5));
    }
    return statistics.build();
  }

  /** numpy.quantile(values, p). */
  static double quantile(double[] values, double p) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = (sorted.length - 1) * p;
    double low = sorted[(int) Math.floor(position)];
    double high = sorted[(int) Math.ceil(position)];
    if (low == high) {
      return low;
    }
    double fraction = position - Math.floor(position);
    return Double.isInfinite(low) || Double.isInfinite(high)
        ? low * (1 - fraction) + high * fraction
        : low + fraction * (high - low);
  }

  private static double share(List<CurvatureObserved> rows, Status status) {
    return (double) rows.stream().filter(row -> row.getStatus() == status).count() / rows.size();
  }

  private static double[] values(
      List<CurvatureObserved> rows,
      Predicate<CurvatureObserved> present,
      ToDoubleFunction<CurvatureObserved> value) {
    return rows.stream().filter(present).mapToDouble(value).toArray();
  }

  private static OptionalDouble finiteMean(double[] values) {
    double sum = 0;
    int count = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }
}
