package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets in the database are those of the definition, whatever was summarised by then. */
@ExtendWith(SharedServers.class)
class DownSamplingIT {

  @AutoClose private static SeriesDatabase database;

  @BeforeAll
  static void start(TestDatabase empty) throws SQLException {
    database = SeriesDatabase.migrated(empty);
  }

  @BeforeEach
  void clear() throws SQLException {
    database.clear();
  }

  /** Where the series starts: at the beginning, within a bucket, far out. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1000, 123_456_789_012L})
  void bucketsAreThoseOfTheDefinition(long start) throws SQLException {
    Random random = new Random(start);
    database.store(rows(start, 3000, random));
    assertBuckets(start, random);

    database.summarise(1000); // some of the smallest
    assertBuckets(start, random);

    database.summariseAll();
    assertBuckets(start, random);

    database.store(rows(start, 100, random)); // changes rows, and fills gaps
    database.delete(database.series.keySet().iterator().next());
    assertBuckets(start, random);

    database.summarise(2000);
    assertBuckets(start, random);

    database.summariseAll();
    assertBuckets(start, random);
  }

  /** Not that they were computed again: it is the summaries that are read, while they hold. */
  @Test
  void summariesAreReadUntilARowChanges() throws SQLException {
    List<CurvatureObserved> rows =
        Observations.series(SeriesDatabase.RUN, SeriesDatabase.CURVATURE, 1024, 1);
    database.store(rows);
    database.summariseAll();
    database.query(
        "WITH other AS (UPDATE observation_summaries SET slope = row(5, 6, 7, 8)) SELECT");
    NaiveBuckets.Spread other = new NaiveBuckets.Spread(128, 255, 5, 6d, 7d, 8d);
    List<NaiveBuckets.Spread> truth = new NaiveBuckets(rows, null, null, 8).spreads("slope");

    assertThat(database.downSampled("slope", null, null, 8)).contains(other);
    assertThat(database.downSampled("slope", 129L, 900L, 8))
        .startsWith(new NaiveBuckets(rows, 129L, 900L, 8).spreads("slope").get(0));

    database.store(rows); // equal
    assertThat(database.query("SELECT * FROM stale_buckets")).isEmpty();
    assertThat(database.downSampled("slope", null, null, 8)).contains(other);

    database.store(List.of(rows.get(130).toBuilder().setSlope(-100).build()));
    List<NaiveBuckets.Spread> found = database.downSampled("slope", null, null, 8);
    assertThat(found.get(1).minimum()).isEqualTo(-100);
    assertThat(found.get(1).count()).isEqualTo(truth.get(1).count());
    assertThat(found.get(2)).isEqualTo(new NaiveBuckets.Spread(256, 383, 5, 6d, 7d, 8d));
  }

  @Test
  void nothingIsSummarisedBeforeItHasComeToRest() throws SQLException {
    database.store(Observations.series(SeriesDatabase.RUN, SeriesDatabase.CURVATURE, 300, 2));

    assertThat(database.query("SELECT summarise_observations('1 hour')")).hasToString("[[0]]");
    assertThat(database.query("SELECT * FROM observation_summaries")).isEmpty();
  }

  @Test
  void allThatWasObservedOfARun() throws SQLException {
    database.store(rows(70, 900, new Random(3)));
    NaiveBuckets whole = new NaiveBuckets(database.series.values(), null, null, 1);
    NaiveBuckets.Spread alphaStar = whole.spreads("alpha_star").get(0);
    String sql =
        """
        SELECT curvature, observed, with_alpha_star, median_alpha_star, ok, ascent,
          non_positive_curvature, zero_step, non_finite, last_step
        FROM observed_series('it''s a run')\
        """;
    List<Object> expected = new ArrayList<>();
    expected.add(SeriesDatabase.CURVATURE);
    List<Object> statuses = whole.statuses().get(0);
    expected.add(statuses.get(2));
    expected.add(alphaStar.count());
    expected.add(alphaStar.median());
    expected.addAll(statuses.subList(3, 8));
    expected.add(alphaStar.stepTo());

    assertThat(database.query(sql)).containsExactly(expected);
    database.summariseAll();
    assertThat(database.query(sql)).containsExactly(expected);
  }

  @Test
  void whatIsNotObservedHasNoBuckets() throws SQLException {
    assertThat(database.downSampled("slope", null, null, 10)).isEmpty();
    assertThat(database.query("SELECT * FROM observed_series('none')")).isEmpty();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(
            () -> database.query("SELECT down_sampled('r', 'hessian', 'step_nrm', null, null, 9)"))
        .hasMessageContaining("'step_nrm' is none of the quantities of observations: {epoch,");
    assertThatThrownBy(() -> database.query("SELECT bucket_steps(0, 9, 0)"))
        .hasMessageContaining("points is 0, but must be 1 or larger");
  }

  private static void assertBuckets(long start, Random random) throws SQLException {
    for (int points : List.of(1, 2, 7, 30, 300, 10_000)) {
      Long first = random.nextBoolean() ? null : Long.valueOf(start + random.nextInt(2000));
      Long last = random.nextBoolean() ? null : Long.valueOf(start + 2000 + random.nextInt(3000));
      NaiveBuckets expected = new NaiveBuckets(database.series.values(), first, last, points);
      for (String quantity : List.of("alpha_star", "loss_after", "fidelity_at_step")) {
        assertThat(database.downSampled(quantity, first, last, points))
            .as("%s from %s to %s in %d", quantity, first, last, points)
            .isEqualTo(expected.spreads(quantity));
      }
      assertThat(database.statuses(first, last, points)).isEqualTo(expected.statuses());
    }
  }

  /** Of about 4500 steps so many, at most. */
  private static List<CurvatureObserved> rows(long start, int count, Random random) {
    return random
        .ints(count, 0, 4500)
        .filter(step -> step < 1500 || step > 2200)
        .distinct()
        .mapToObj(
            step ->
                Observations.observation(
                    SeriesDatabase.RUN, SeriesDatabase.CURVATURE, start + step, random))
        .toList();
  }
}
