package io.alphascope.aggregator.sink;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.ObservedQuantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Down-sampling by its definition. */
public final class NaiveBuckets {

  public record Spread(
      long step, long stepTo, long count, Double minimum, Double median, Double maximum) {}

  private record Bucket(long step, long stepTo, List<CurvatureObserved> rows) {}

  private final List<Bucket> buckets = new ArrayList<>();

  /** Rows ascend; a bound that is null is none. */
  public NaiveBuckets(Collection<CurvatureObserved> series, Long from, Long to, int points) {
    List<CurvatureObserved> rows =
        series.stream()
            .filter(row -> from == null || row.getStep() >= from)
            .filter(row -> to == null || row.getStep() <= to)
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    long first = rows.get(0).getStep();
    long last = rows.get(rows.size() - 1).getStep();
    long size = 1;
    while (rows.size() > points && last / size - first / size + 1 > points) {
      size *= 2;
    }
    for (CurvatureObserved row : rows) {
      long number = row.getStep() / size;
      if (buckets.isEmpty() || buckets.get(buckets.size() - 1).step() / size != number) {
        buckets.add(
            new Bucket(
                Math.max(first, number * size),
                Math.min(last, number * size + size - 1),
                new ArrayList<>()));
      }
      buckets.get(buckets.size() - 1).rows().add(row);
    }
  }

  public List<Spread> spreads(String quantity) {
    return buckets.stream().map(bucket -> spread(bucket, quantity)).toList();
  }

  /** Step, last step, rows, and those of each status in the order of the function's columns. */
  List<List<Object>> statuses() {
    return buckets.stream()
        .map(
            bucket ->
                Stream.concat(
                        Stream.<Object>of(
                            bucket.step(), bucket.stepTo(), (long) bucket.rows().size()),
                        Stream.of(
                                "ok", "ascent", "non_positive_curvature", "zero_step", "non_finite")
                            .map(status -> (Object) count(bucket, status)))
                    .toList())
        .toList();
  }

  private static long count(Bucket bucket, String status) {
    return bucket.rows().stream()
        .filter(row -> row.getStatus().name().toLowerCase(Locale.ROOT).equals(status))
        .count();
  }

  private static Spread spread(Bucket bucket, String quantity) {
    ObservedQuantity named =
        ObservedQuantity.ALL.stream()
            .filter(each -> each.name().equals(quantity))
            .findFirst()
            .orElseThrow();
    List<Double> numbers =
        bucket.rows().stream()
            .map(named::of)
            .filter(Objects::nonNull)
            .filter(number -> !number.isNaN())
            .sorted()
            .toList();
    int count = numbers.size();
    return new Spread(
        bucket.step(),
        bucket.stepTo(),
        count,
        count == 0 ? null : numbers.get(0),
        count == 0 ? null : midpoint(numbers.get((count - 1) / 2), numbers.get(count / 2)),
        count == 0 ? null : numbers.get(count - 1));
  }

  private static Double midpoint(double low, double high) {
    if (Double.isInfinite(low) || Double.isInfinite(high)) {
      double sum = low + high;
      return Double.isNaN(sum) ? null : sum;
    }
    return low == high ? low : low + (high - low) / 2;
  }
}
