package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.LayerObserved;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored of layers, in buckets and in words. */
@ExtendWith(SharedServers.class)
class LayersIT {

  private static final String RUN = "layered";
  private static final String CURVATURE = "hessian/layer";
  private static final int MOST = 16;

  @AutoClose private static SeriesDatabase database;

  @BeforeAll
  static void start(TestDatabase empty) throws SQLException {
    database = SeriesDatabase.migrated(empty);
  }

  @BeforeEach
  void clear() {
    database.handle.execute("TRUNCATE observations, layer_observations");
  }

  private static void store(List<CurvatureObserved> rows) {
    Tables.OBSERVATIONS.write(database.handle, rows);
    Layers.write(database.handle, rows);
  }

  private static List<CurvatureObserved> series(String curvature, int steps, String... layers) {
    return Observations.withLayers(Observations.series(RUN, curvature, steps, 3), layers);
  }

  @Test
  void theLayersOfAStepAreThoseOfItsLastRecord() {
    String rows =
        "SELECT step, layer, xmin FROM layer_observations WHERE run = '%s' AND curvature = '%s'"
                .formatted(RUN, CURVATURE)
            + " ORDER BY step, place";
    store(series(CURVATURE, 3, "fc1", "fc2", "fc3"));
    store(series("ggn/layer", 3, "fc1", "fc2", "fc3"));
    List<List<Object>> before = database.query(rows);

    store(series(CURVATURE, 3, "fc1", "fc2", "fc3"));
    assertThat(database.query(rows)).as("equal rows are not written").isEqualTo(before);

    store(series(CURVATURE, 2, "conv", "fc"));
    store(Observations.series(RUN, CURVATURE, 1, 3));

    assertThat(database.query(rows))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly("1 conv", "1 fc", "2 fc1", "2 fc2", "2 fc3");
    assertThat(
            database.query("SELECT count(*) FROM layer_observations WHERE curvature LIKE 'ggn%'"))
        .hasToString("[[9]]");
  }

  /** A third of the steps is missing, a tenth has no α*, another a slope that is NaN. */
  @Test
  void bucketsHaveTheMedianOfEachLayerOverTheirFirstSteps() {
    List<CurvatureObserved> all = new ArrayList<>(series(CURVATURE, 700, "fc1", "fc2"));
    Collections.shuffle(all, new Random(5));
    List<CurvatureObserved> rows =
        all.subList(0, 460).stream()
            .sorted((a, b) -> Long.compare(a.getStep(), b.getStep()))
            .toList();
    store(rows);
    store(series("ggn/layer", 700, "other"));

    for (int points : List.of(1, 7, 30, 300, 459, 460, 10_000)) {
      for (long[] range : new long[][] {{0, 1000}, {33, 600}, {690, 2000}}) {
        List<CurvatureObserved> within =
            rows.stream().filter(o -> o.getStep() >= range[0] && o.getStep() <= range[1]).toList();
        assertThat(buckets("alpha_star", range, points))
            .as("%d..%d in %d", range[0], range[1], points)
            .isEqualTo(
                naive(within, points, layer -> layer.hasAlphaStar() ? layer.getAlphaStar() : null));
        assertThat(buckets("slope", range, points))
            .isEqualTo(
                naive(
                    within,
                    points,
                    layer -> Double.isNaN(layer.getSlope()) ? null : layer.getSlope()));
      }
    }
  }

  private static List<List<Object>> buckets(String quantity, long[] range, int points) {
    return database.query(
        "SELECT step, step_to, place, layer, count, median FROM layer_buckets('%s', '%s', '%s', %d, %d, %d, %d)"
            .formatted(RUN, CURVATURE, quantity, range[0], range[1], points, MOST));
  }

  private static List<List<Object>> naive(
      List<CurvatureObserved> rows, int points, Function<LayerObserved, Double> value) {
    long first = rows.get(0).getStep();
    long last = rows.get(rows.size() - 1).getStep();
    long size = 1;
    while (rows.size() > points && last / size - first / size >= points) {
      size *= 2;
    }
    List<List<Object>> buckets = new ArrayList<>();
    for (long number = first / size; number <= last / size; number++) {
      long from = Math.max(number * size, first);
      long to = Math.min(number * size + size - 1, last);
      List<CurvatureObserved> used =
          rows.stream()
              .filter(o -> o.getStep() >= from && o.getStep() <= to)
              .limit(size == 1 ? 1 : MOST)
              .toList();
      for (int place = 0; !used.isEmpty() && place < 2; place++) {
        int at = place;
        List<Double> values =
            used.stream()
                .map(o -> value.apply(o.getLayers(at)))
                .filter(v -> v != null)
                .sorted()
                .toList();
        List<Object> bucket = new ArrayList<>(List.of(from, to, place, "fc" + (place + 1)));
        bucket.add((long) values.size());
        bucket.add(median(values));
        buckets.add(bucket);
      }
    }
    return buckets;
  }

  private static Double median(List<Double> sorted) {
    if (sorted.isEmpty()) {
      return null;
    }
    double low = sorted.get((sorted.size() - 1) / 2);
    return low + (sorted.get(sorted.size() / 2) - low) / 2;
  }

  @Test
  void refusesAQuantityThatLayersDoNotHave() {
    assertThatThrownBy(() -> buckets("loss_after", new long[] {0, 9}, 9))
        .hasMessageContaining(
            "'loss_after' is none of the quantities of layer_observations: {slope,");
  }

  /** A step is its layers a, b, c, each slope:curvature. */
  static Stream<Arguments> verdicts() {
    return Stream.of(
        arguments(
            List.of("-8:10 -4:1", "-8:10 -4:1"),
            "a",
            "Layer a limits the rate: over the last 2 steps, its own α* is 0.8, that of all layers"
                + " together 1.1. It has 91 % of the curvature."),
        arguments(
            List.of("-1:1 -4:2"),
            "a",
            "Layer a limits the rate: over one step, its own α* is 1, that of all layers together"
                + " 1.7. It has 33 % of the curvature."),
        // A ratio of sums, not of steps: b would be smaller at the first step alone.
        arguments(
            List.of("-4:1 -1:1", "-1:4 -9:1"),
            "a",
            "Layer a limits the rate: over the last 2 steps, its own α* is 1, that of all layers"
                + " together 2.1. It has 71 % of the curvature."),
        arguments(
            List.of("-2:-1 -3:1"),
            "b",
            "Layer b limits the rate: over one step, its own α* is 3; all layers together have"
                + " none. It has 100 % of the curvature."),
        arguments(
            List.of("1:2 -4:1"),
            "a",
            "Layer a limits the rate: over one step, its part of the steps points uphill (α* −0.5),"
                + " that of all layers together 1. It has 67 % of the curvature."),
        arguments(
            List.of("-0.001:0.01 -2340:100"),
            "a",
            "Layer a limits the rate: over one step, its own α* is 0.1, that of all layers together"
                + " 23. It has less than 1 % of the curvature."),
        arguments(
            List.of("-1:-1 -1:0"),
            null,
            "No layer limits the rate: over one step, none has a positive curvature."),
        // A step of which a layer is not finite does not count for the others either.
        arguments(
            List.of("-8:1 -2:1", "NaN:1 -1000:1", "-8:Infinity -1000:1"),
            "b",
            "Layer b limits the rate: over one step, its own α* is 2, that of all layers together"
                + " 5. It has 50 % of the curvature."),
        arguments(
            List.of("NaN:1 1:1"),
            null,
            "No layer can be judged: no step of the last 20 is finite."));
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void namesTheLayerWithTheSmallestAlphaStarOfItsSums(
      List<String> steps, String layer, String words) {
    List<CurvatureObserved> rows = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      CurvatureObserved.Builder row =
          CurvatureObserved.newBuilder()
              .setRun(RUN)
              .setCurvature(CURVATURE)
              .setStep(step)
              .setStatus(CurvatureObserved.Status.OK);
      for (String numbers : steps.get(step).split(" ")) {
        row.addLayers(
            LayerObserved.newBuilder()
                .setLayer(String.valueOf((char) ('a' + row.getLayersCount())))
                .setSlope(Double.parseDouble(numbers.split(":")[0]))
                .setCurvatureValue(Double.parseDouble(numbers.split(":")[1])));
      }
      rows.add(row.build());
    }
    store(rows);

    List<List<Object>> limiting = limiting(20);

    assertThat(limiting).hasSize(1);
    assertThat(limiting.get(0)).containsExactly(layer, words);
  }

  @Test
  void looksAtTheLastStepsOnly() {
    List<CurvatureObserved> rows = series(CURVATURE, 60, "fc1", "fc2");
    store(rows);
    store(
        Observations.withLayers(
                Observations.series(RUN, CURVATURE, 80, 9).subList(60, 80), "fc2", "fc1")
            .stream()
            .toList());

    assertThat(limiting(20).get(0).get(0)).isEqualTo("fc2");
  }

  @Test
  void saysNothingOfARunThatWasNotObservedByLayer() {
    store(Observations.series(RUN, CURVATURE, 5, 1));

    assertThat(limiting(20)).isEmpty();
    assertThat(buckets("slope", new long[] {0, 9}, 9)).isEmpty();
  }

  private static List<List<Object>> limiting(int window) {
    return database.query(
        "SELECT layer, words FROM limiting_layer('%s', '%s', %d)"
            .formatted(RUN, CURVATURE, window));
  }
}
