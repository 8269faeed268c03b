package io.alphascope.aggregator.system;

import io.alphascope.events.CurvatureObserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Ratios of two series of α* by their definition. */
final class NaiveRatios {

  record Ratio(long step, double ratio) {}

  record Bucket(
      long step, long stepTo, long count, double minimum, double median, double maximum) {}

  /** Of every step that has one. */
  final List<Ratio> ratios = new ArrayList<>();

  /** 1: there are no more rows than points. */
  long bucketSteps = 1;

  private long first;
  private long last;

  NaiveRatios(
      List<CurvatureObserved> series,
      List<CurvatureObserved> reference,
      long from,
      long to,
      int points) {
    TreeMap<Long, CurvatureObserved> upper = within(series, from, to);
    TreeMap<Long, CurvatureObserved> lower = within(reference, from, to);
    upper.forEach(
        (step, row) -> {
          CurvatureObserved other = lower.get(step);
          if (other != null && isDivisible(row) && isDivisible(other)) {
            ratios.add(new Ratio(step, row.getAlphaStar() / other.getAlphaStar()));
          }
        });
    if (upper.isEmpty() || lower.isEmpty()) {
      return;
    }
    first = Math.max(upper.firstKey(), lower.firstKey());
    last = Math.min(upper.lastKey(), lower.lastKey());
    if (Math.min(count(upper), count(lower)) > points) {
      while (last / bucketSteps - first / bucketSteps >= points) {
        bucketSteps *= 2;
      }
    }
  }

  /** Over the first so many ratios of each. */
  List<Bucket> buckets(int most) {
    Map<Long, List<Ratio>> numbered =
        ratios.stream()
            .collect(
                Collectors.groupingBy(
                    ratio -> ratio.step() / bucketSteps, TreeMap::new, Collectors.toList()));
    List<Bucket> buckets = new ArrayList<>();
    numbered.forEach(
        (number, all) -> {
          double[] sorted = all.stream().limit(most).mapToDouble(Ratio::ratio).sorted().toArray();
          int count = sorted.length;
          buckets.add(
              new Bucket(
                  Math.max(first, number * bucketSteps),
                  Math.min(last, number * bucketSteps + bucketSteps - 1),
                  count,
                  sorted[0],
                  midpoint(sorted[(count - 1) / 2], sorted[count / 2]),
                  sorted[count - 1]));
        });
    return buckets;
  }

  private static double midpoint(double low, double high) {
    return low == high ? low : low + (high - low) / 2;
  }

  private static boolean isDivisible(CurvatureObserved row) {
    double size = Math.abs(row.getAlphaStar());
    return row.hasAlphaStar() && size >= 1e-150 && size <= 1e150;
  }

  private static TreeMap<Long, CurvatureObserved> within(
      List<CurvatureObserved> series, long from, long to) {
    TreeMap<Long, CurvatureObserved> found = new TreeMap<>();
    series.stream()
        .filter(row -> row.getStep() >= from && row.getStep() <= to)
        .forEach(row -> found.put(row.getStep(), row));
    return found;
  }

  private int count(TreeMap<Long, CurvatureObserved> rows) {
    return first > last ? 0 : rows.subMap(first, true, last, true).size();
  }
}
