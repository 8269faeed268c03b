package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Summaries hold, however they came about. */
@ExtendWith(SharedServers.class)
class SummariesIT {

  private static final int WRITERS = 2;

  @AutoClose private SeriesDatabase database;

  @BeforeEach
  void start(TestDatabase empty) throws SQLException {
    database = new SeriesDatabase(empty);
  }

  @Test
  void rowsOfAnEarlierVersionAreSummarised() throws SQLException {
    database.migrate("1");
    database.store(Observations.series(SeriesDatabase.RUN, SeriesDatabase.CURVATURE, 1000, 1));

    database.migrate("latest");

    assertBuckets();
    database.summariseAll();
    assertThat(database.query("SELECT * FROM stale_buckets")).isEmpty();
    assertThat(
            database.query(
                "SELECT sum(count)::int FROM observation_summaries"
                    + " GROUP BY bucket_steps ORDER BY bucket_steps"))
        .hasSize(12)
        .allSatisfy(row -> assertThat(row).containsExactly(1000));
    assertBuckets();
  }

  @Test
  void writersAndJobsDoNotDisturbEachOther() throws Exception {
    database.migrate("latest");
    AtomicInteger writing = new AtomicInteger(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2);
    List<List<CurvatureObserved>> written = new ArrayList<>();
    List<Future<?>> ends = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      List<CurvatureObserved> rows = new ArrayList<>();
      written.add(rows);
      ends.add(threads.submit(writer(writer, rows, writing)));
    }
    for (int job = 0; job < 2; job++) {
      ends.add(threads.submit(job(writing)));
    }
    for (Future<?> end : ends) {
      awaitWithoutFailure(end);
    }
    threads.shutdown();
    for (List<CurvatureObserved> rows : written) {
      rows.forEach(row -> database.series.put(row.getStep(), row));
    }

    assertBuckets();
    database.summariseAll();
    assertBuckets();
  }

  /** Writes the same steps over and over, those of its own remainder: as partitions are shared. */
  private Callable<Void> writer(int writer, List<CurvatureObserved> rows, AtomicInteger writing) {
    return () -> {
      Random random = new Random(writer);
      try (Handle handle = database.connect()) {
        for (int batch = 0; batch < 150; batch++) {
          List<CurvatureObserved> batchRows =
              random
                  .ints(40, 0, 600)
                  .distinct()
                  .mapToObj(
                      step ->
                          Observations.observation(
                              SeriesDatabase.RUN,
                              SeriesDatabase.CURVATURE,
                              (long) WRITERS * step + writer,
                              random))
                  .toList();
          handle.useTransaction(own -> Tables.OBSERVATIONS.write(own, batchRows));
          rows.addAll(batchRows);
        }
      } finally {
        writing.decrementAndGet();
      }
      return null;
    };
  }

  private Callable<Void> job(AtomicInteger writing) {
    return () -> {
      try (Handle handle = database.connect()) {
        while (writing.get() > 0) {
          SeriesDatabase.summarise(handle, 2000);
        }
      }
      return null;
    };
  }

  private static void awaitWithoutFailure(Future<?> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  private void assertBuckets() throws SQLException {
    for (int points : List.of(1, 3, 9, 100)) {
      NaiveBuckets expected = new NaiveBuckets(database.series.values(), null, null, points);
      assertThat(database.downSampled("alpha_star", null, null, points))
          .isEqualTo(expected.spreads("alpha_star"));
      assertThat(database.statuses(null, null, points)).isEqualTo(expected.statuses());
    }
  }
}
