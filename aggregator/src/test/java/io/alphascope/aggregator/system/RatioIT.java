package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.series.SeriesQueries;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ratio of two curvatures is that of their rows, step by step. */
@ExtendWith(SharedServers.class)
class RatioIT {

  private static final String OF = "ggn/layer@fresh:256";
  private static final String TO = "hessian";

  private static RunningAggregator system;

  @BeforeAll
  static void start(RunningAggregator shared) {
    system = shared;
  }

  /** A tenth of the rows has no α*, another a negative one, and a third of all rows is missing. */
  @Test
  void isThatOfTheDefinitionAtEveryWidth() {
    List<CurvatureObserved> series = some(Observations.series("defined", OF, 1500, 1), 2);
    List<CurvatureObserved> reference = some(Observations.series("defined", TO, 1700, 3), 4);
    store("defined", series, reference);

    for (int points : List.of(1, 2, 7, 30, 300, 600, 10_000)) {
      for (long[] range : new long[][] {{0, Long.MAX_VALUE}, {101, 1303}, {1490, 1600}}) {
        assertRatios("defined", series, reference, range, points);
      }
    }
  }

  @Test
  void looksAtTheBeginningOfLargeBucketsAlone() {
    List<CurvatureObserved> series = Observations.series("large", OF, 900, 5);
    List<CurvatureObserved> reference = Observations.series("large", TO, 900, 6);
    store("large", series, reference);

    JsonNode found = ask("large", "&points=2");

    assertThat(found.at("/bucket_steps").asLong()).isEqualTo(512);
    assertThat(found.at("/bucket_sample").asLong()).isEqualTo(SeriesQueries.MOST_OF_A_BUCKET);
    assertThat(found.at("/buckets").findValuesAsText("count")).containsExactly("128", "128");
    assertThat(ask("large", "&points=8").at("/bucket_sample").asLong()).isEqualTo(128);
    assertThat(ask("large", "&points=15").at("/bucket_sample").asLong()).isEqualTo(64);
  }

  @Test
  void aStepWithoutAnAlphaStarOnOneSideHasNone() {
    List<CurvatureObserved> series = withAlphaStars("gaps", OF, 2.0, null, 3.0, 0.0, 1e-300, 9.0);
    List<CurvatureObserved> reference =
        withAlphaStars("gaps", TO, 4.0, 5.0, null, 2.0, 1e300, Double.POSITIVE_INFINITY, 7.0);
    store("gaps", series, reference);

    JsonNode found = ask("gaps", "");

    assertThat(found.at("/ratios").toString()).isEqualTo("[{\"step\":0,\"ratio\":0.5}]");
    assertThat(found.at("/steps").asInt()).isEqualTo(1);
    assertThat(found.at("/from").asInt()).isZero();
    assertThat(found.at("/to").asInt()).isZero();
    assertThat(ask("gaps", "&points=1").at("/buckets/0/count").asInt()).isEqualTo(1);
  }

  @Test
  void isEmptyWithoutStepsInCommon() {
    List<CurvatureObserved> series = Observations.series("apart", OF, 20, 7);
    store("apart", series.subList(0, 10), Observations.series("apart", TO, 20, 8).subList(10, 20));

    for (String more : List.of("", "&points=3", "&from=15", "&reference=never-observed")) {
      JsonNode found = ask("apart", more);
      assertThat(found.at("/ratios").isArray()).as(more).isTrue();
      assertThat(found.at("/ratios")).as(more).isEmpty();
      assertThat(found.at("/from").isNull()).as(more).isTrue();
    }
  }

  @Test
  void answersMistakesWithCauseAndRemedy() {
    assertThat(system.process.get("/api/runs/nobody/ratio?curvature=ggn&reference=hessian").body())
        .contains("there is no run 'nobody'");
    assertThat(system.process.get("/api/runs/nobody/ratio?curvature=ggn").body())
        .contains("reference is missing: give a curvature's name");
    assertThat(system.process.get("/api/runs/nobody/ratio?reference=ggn").body())
        .contains("curvature is missing: give a curvature's name");
  }

  private static void assertRatios(
      String run,
      List<CurvatureObserved> series,
      List<CurvatureObserved> reference,
      long[] range,
      int points) {
    NaiveRatios expected = new NaiveRatios(series, reference, range[0], range[1], points);
    JsonNode found = ask(run, "&from=%d&to=%d&points=%d".formatted(range[0], range[1], points));
    String what = "%d..%d in %d".formatted(range[0], range[1], points);
    assertThat(found.at("/bucket_steps").asLong()).as(what).isEqualTo(expected.bucketSteps);
    if (expected.bucketSteps == 1) {
      List<NaiveRatios.Ratio> ratios = new ArrayList<>();
      found
          .at("/ratios")
          .forEach(
              one ->
                  ratios.add(
                      new NaiveRatios.Ratio(
                          one.at("/step").asLong(), one.at("/ratio").asDouble())));
      assertThat(ratios).as(what).isNotEmpty().isEqualTo(expected.ratios);
    } else {
      List<NaiveRatios.Bucket> buckets = new ArrayList<>();
      found.at("/buckets").forEach(one -> buckets.add(bucket(one)));
      assertThat(buckets)
          .as(what)
          .isNotEmpty()
          .isEqualTo(expected.buckets(SeriesQueries.MOST_OF_A_BUCKET));
      assertThat(buckets.size()).isLessThanOrEqualTo(points);
    }
  }

  private static NaiveRatios.Bucket bucket(JsonNode bucket) {
    return new NaiveRatios.Bucket(
        bucket.at("/step_from").asLong(),
        bucket.at("/step_to").asLong(),
        bucket.at("/count").asLong(),
        bucket.at("/ratio/min").asDouble(),
        bucket.at("/ratio/median").asDouble(),
        bucket.at("/ratio/max").asDouble());
  }

  private static JsonNode ask(String run, String more) {
    String reference = more.contains("&reference=") ? "" : "&reference=" + TO;
    return system.json("/api/runs/%s/ratio?curvature=%s%s%s".formatted(run, OF, reference, more));
  }

  private static void store(
      String run, List<CurvatureObserved> series, List<CurvatureObserved> reference) {
    system.publish(
        Topic.RUNS,
        run,
        RunChanged.newBuilder().setRun(run).setState(RunChanged.State.COMPLETED).build());
    system.publish(series);
    system.publish(reference);
    system.await("SELECT count(*) FROM runs WHERE run = '%s'".formatted(run), 1);
    system.await(
        "SELECT count(*) FROM observations WHERE run = '%s'".formatted(run),
        series.size() + reference.size());
  }

  /** Two thirds of the rows, in their order. */
  private static List<CurvatureObserved> some(List<CurvatureObserved> series, long seed) {
    List<CurvatureObserved> some = new ArrayList<>(series);
    Collections.shuffle(some, new Random(seed));
    return some.subList(0, 2 * series.size() / 3).stream()
        .sorted((a, b) -> Long.compare(a.getStep(), b.getStep()))
        .toList();
  }

  /** One row a step with this α*, or without. */
  private static List<CurvatureObserved> withAlphaStars(
      String run, String curvature, Double... alphaStars) {
    List<CurvatureObserved> series = new ArrayList<>();
    for (int step = 0; step < alphaStars.length; step++) {
      CurvatureObserved.Builder row =
          Observations.observation(run, curvature, step, new Random(step)).toBuilder();
      if (alphaStars[step] == null) {
        row.clearAlphaStar();
      } else {
        row.setAlphaStar(alphaStars[step]);
      }
      series.add(row.build());
    }
    return series;
  }
}
