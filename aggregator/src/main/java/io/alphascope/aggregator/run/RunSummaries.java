package io.alphascope.aggregator.run;

import io.alphascope.aggregator.run.RunView.CurvatureSummary;
import io.alphascope.aggregator.run.RunView.Observed;
import io.alphascope.aggregator.run.RunView.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;

/**
 * What was observed of a run, over all its rows. Pages ask every second; so a result is kept until
 * a newer observation or a newer state of the run is stored, and also after that for ten times as
 * long as it took to compute. So this takes at most a tenth of one core.
 */
@ApplicationScoped
class RunSummaries {

  private static final int AGE_PER_COST = 10;

  private static final int KEPT_AT_MOST = 10_000;

  private static final String AGE =
      """
      SELECT (SELECT max(stored_at) FROM observations WHERE run = :run) AS newest_row,
        (SELECT stored_at FROM runs WHERE run = :run) AS run\
      """;

  private static final String SERIES = "SELECT * FROM observed_series(?)";

  private static final String STEPS = "SELECT *, trouble(:run, 100) AS trouble FROM steps_of(:run)";

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /**
   * The data that a result is computed from.
   *
   * @param newestRow when the newest observation was stored; null if there is none
   * @param run when the state of the run was stored
   */
  public record Age(Instant newestRow, Instant run) {}

  public record Series(@Nested CurvatureSummary summary, Instant firstTime) {}

  public record StepsAndTrouble(@Nested Steps steps, String trouble) {}

  private record Kept(Observed observed, Age age, long foundAt, Duration cost) {

    boolean holds(Age ageNow, long now) {
      return age.equals(ageNow) || now - foundAt < AGE_PER_COST * cost.toNanos();
    }
  }

  Observed of(Handle handle, String run) {
    Age age = handle.createQuery(AGE).bind("run", run).mapTo(Age.class).one();
    Kept before = kept.get(run);
    long start = System.nanoTime();
    if (before != null && before.holds(age, start)) {
      return before.observed();
    }
    Observed observed = find(handle, run, age.newestRow());
    long end = System.nanoTime();
    if (kept.size() >= KEPT_AT_MOST) {
      kept.clear();
    }
    kept.put(run, new Kept(observed, age, end, Duration.ofNanos(end - start)));
    return observed;
  }

  /**
   * @param lastStored when the newest row was stored; null if there was none, although the first
   *     row may have been stored since
   */
  private static Observed find(Handle handle, String run, Instant lastStored) {
    List<Series> series = handle.select(SERIES, run).mapTo(Series.class).list();
    StepsAndTrouble steps =
        handle.createQuery(STEPS).bind("run", run).mapTo(StepsAndTrouble.class).one();
    Double observing =
        series.stream()
            .map(Series::firstTime)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .filter(first -> lastStored != null)
            .map(first -> Duration.between(first, lastStored).toNanos() / 1e9)
            .orElse(null);
    return new Observed(
        steps.steps(), observing, steps.trouble(), series.stream().map(Series::summary).toList());
  }
}
