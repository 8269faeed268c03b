package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The histograms of a run's steps. */
@ApplicationScoped
public class HistogramQueries {

  private static final String STEPS =
      """
      SELECT name, batch, array_agg(step ORDER BY step) AS steps FROM histograms
      WHERE run = ? AND step BETWEEN ? AND ?
      GROUP BY name, batch ORDER BY name, batch <> 'own', batch\
      """;

  private static final String COUNTS =
      """
      SELECT s.bucket_steps, s.count AS stands_for, h.step, h.minimums, h.maximums, h.bins, h.counts
      FROM histogram_steps(:run, :name, :batch, :first, :last, :points) AS s
        JOIN histograms h ON h.run = :run AND h.name = :name AND h.batch = :batch AND h.step = s.step
      ORDER BY h.step\
      """;

  private final Database database;

  HistogramQueries(Database database) {
    this.database = database;
  }

  /**
   * Which histograms to look for.
   *
   * @param first step, included
   * @param last step, included
   * @param points the most histograms to answer
   */
  public record Range(String run, String name, String batch, long first, long last, int points) {}

  /**
   * The steps that have a histogram.
   *
   * @param name of the histogram
   * @param batch the samples: own, fresh:256
   */
  public record Steps(String name, String batch, List<Long> steps) {}

  /** One axis of a histogram. */
  public record Axis(double minimum, double maximum, int bins) {}

  /**
   * A histogram.
   *
   * @param counts bin by bin; of two axes, the last axis runs fastest
   */
  public record Histogram(long step, List<Axis> axes, List<Long> counts) {}

  /** A row of the result. */
  public record Row(
      long bucketSteps,
      long standsFor,
      long step,
      List<Double> minimums,
      List<Double> maximums,
      List<Integer> bins,
      List<Long> counts) {

    private Histogram histogram() {
      List<Axis> axes =
          IntStream.range(0, bins.size())
              .mapToObj(i -> new Axis(minimums.get(i), maximums.get(i), bins.get(i)))
              .toList();
      return new Histogram(step, axes, counts);
    }
  }

  /**
   * Which steps have histograms, for each name and batch; its own batch first. Empty if the run is
   * not known.
   */
  public Optional<List<Steps>> steps(String run, long first, long last)
      throws DatabaseAwayException {
    return database.inTransaction(
        handle -> {
          List<Steps> found = handle.select(STEPS, run, first, last).mapTo(Steps.class).list();
          return found.isEmpty() && Found.nothing(handle, run).isEmpty()
              ? Optional.empty()
              : Optional.of(found);
        });
  }

  /**
   * The histograms of a range; if there are more than {@code points}, the first of each bucket of
   * steps. Empty if the run is not known.
   */
  public Optional<Found> histograms(Range range) throws DatabaseAwayException {
    return database.inTransaction(
        handle -> {
          List<Row> rows = handle.createQuery(COUNTS).bindMethods(range).mapTo(Row.class).list();
          return rows.isEmpty() ? Found.nothing(handle, range.run) : Optional.of(found(rows));
        });
  }

  private static Found found(List<Row> rows) {
    return new Found(
        rows.get(0).step,
        rows.get(rows.size() - 1).step,
        rows.get(0).bucketSteps,
        rows.stream().mapToLong(Row::standsFor).sum(),
        rows.stream().map(Row::histogram).toList());
  }
}
