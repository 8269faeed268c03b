package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alphascope.aggregator.statistics.NaiveStatistics;
import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.RunChanged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run in words, for all that its rows may hold. */
@ExtendWith(SharedServers.class)
class VerdictIT {

  private static final int WINDOW = 20;
  private static final String LOST =
      ": a parameter, the loss, the slope or the curvature is NaN or infinite.";

  @AutoClose private static SeriesDatabase database;

  @BeforeAll
  static void start(TestDatabase empty) throws SQLException {
    database = SeriesDatabase.migrated(empty);
  }

  /**
   * Of each curvature its steps from 0: a number is α*, {@code npc} non-positive curvature, {@code
   * zero} a zero step, {@code lost} not finite, and {@code inf} and {@code nan} α* 7 with such a
   * loss after it.
   */
  static Stream<Arguments> verdicts() {
    return Stream.of(
        arguments(
            Map.of("hessian", "44 lost lost lost"),
            "The last 3 steps, from step 1 on, are not finite"
                + LOST
                + " Up to then, the rate of 0.01 was about 44 times too short for its own batches."
                + " Median of 1 of the last 4 steps (left out: 3 not finite)."),
        arguments(
            Map.of("hessian", "7 7 7 lost", "hessian@fresh:256", "1 1 1 lost"),
            "The last step, 3, is not finite"
                + LOST
                + " Up to then, the rate of 0.01 was about 7 times too short for its own batches,"
                + " about right for fresh ones. Medians of 3 of the last 4 steps (left out: 1 not"
                + " finite)."),
        arguments(Map.of("hessian", "lost"), "The only step observed is not finite" + LOST),
        arguments(Map.of("hessian", "lost lost"), "None of the 2 steps observed is finite" + LOST),
        arguments(
            Map.of("hessian", "7 " + "lost ".repeat(25)),
            "None of the last 20 steps is finite" + LOST),
        arguments(
            Map.of("ggn", "7 7", "hessian", "7 lost"),
            "The last step, 1, is not finite under hessian"
                + LOST
                + " Up to then, the rate of 0.01 was about 7 times too short for its own batches."
                + " Median of 1 of the last 2 steps (left out: 1 not finite)."),
        arguments(
            Map.of("hessian", "7 inf"),
            "The loss after the last step, 1, is infinite. Up to then, the rate of 0.01 was about 7"
                + " times too short for its own batches. Median of the last 2 steps."),
        arguments(
            Map.of("hessian", "7 nan"),
            "The loss after the last step, 1, is not a number. Up to then, the rate of 0.01 was"
                + " about 7 times too short for its own batches. Median of the last 2 steps."),
        arguments(
            Map.of("hessian", "7 7 lost inf 7"),
            "The rate of 0.01 is about 7 times too short for its own batches. Median of 4 of the"
                + " last 5 steps (left out: 1 not finite)."),
        arguments(
            Map.of("hessian", "7"),
            "The rate of 0.01 is about 7 times too short for its own batches. Median of one step."),
        arguments(
            Map.of("hessian", "npc npc zero npc 7"),
            "Only 1 of the last 5 steps has an α*. The rate of 0.01 is about 7 times too short for"
                + " its own batches. Median of 1 of the last 5 steps (left out: 3 with non-positive"
                + " curvature, 1 of length zero)."),
        arguments(
            Map.of("hessian", "npc zero npc"),
            "None of the last 3 steps has an α* (2 with non-positive curvature, 1 of length"
                + " zero)."),
        arguments(
            Map.of("hessian", "zero"), "The only step observed has no α* (1 of length zero)."),
        arguments(
            Map.of("hessian", "npc npc", "ggn", "2 2"),
            "None of the last 2 steps has an α* (2 with non-positive curvature). The rate of 0.01"
                + " is about 2.0 times too short (ggn) for its own batches. Median of the last 2"
                + " steps."),
        arguments(
            Map.of("hessian", "-2 -2 -1"),
            "The rate of 0.01 is pointing uphill for its own batches. Median of the last 3 steps."),
        arguments(
            Map.of("hessian@fresh:256", "0.1"),
            "The rate of 0.01 is about 10 times too long for fresh batches. Median of one step."),
        arguments(
            Map.of("hessian", "723.4 723.4", "ggn@fresh:64", "npc 1"),
            "The rate of 0.01 is about 720 times too short for its own batches, about right for"
                + " fresh ones. Medians of the last 2 steps on own batches and of 1 of the last 2"
                + " steps (left out: 1 with non-positive curvature) on fresh ones."),
        arguments(Map.of("hessian@test:256", "7"), "There is no α* on own or fresh batches yet."),
        arguments(Map.of(), "No step has been observed yet."));
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void saysFirstWhatIsWrongNowThenMediansOfHowManySteps(Map<String, String> series, String expected)
      throws SQLException {
    String run = run(RunChanged.State.COMPLETED);
    for (Map.Entry<String, String> one : series.entrySet()) {
      store(run, one.getKey(), one.getValue(), 0.01);
    }

    assertThat(verdict(run)).isEqualTo(expected);
  }

  static Stream<Arguments> rates() {
    return Stream.of(
        arguments(1e-5, 1e-5, "The rate of 0.00001 is about right"),
        arguments(3.0, 3.0, "The rate of 3 is about right"),
        arguments(0.1, 0.05, "The step is about right"),
        arguments(null, null, "The step is about right"));
  }

  @ParameterizedTest
  @MethodSource("rates")
  void namesTheRateThatAllItsStepsCarry(Double first, Double second, String expected)
      throws SQLException {
    String run = run(RunChanged.State.FOREIGN);
    store(run, "hessian", "1", first);
    store(run, "hessian", "- 1", second);

    assertThat(verdict(run)).startsWith(expected);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void beginsWithTheFailureOfTheRun(String rows, String expected) throws SQLException {
    String run = run(RunChanged.State.FAILED);
    store(run, "hessian", rows, 0.01);

    assertThat(verdict(run)).startsWith("The run failed. " + expected);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments("7 7", "The rate of 0.01 is about 7 times"),
        arguments("7 lost", "The last step, 1, is not finite"),
        arguments("", "No step has been observed yet."));
  }

  private static int runs;

  private static String run(RunChanged.State state) throws SQLException {
    RunChanged run = RunChanged.newBuilder().setRun("run-" + runs++).setState(state).build();
    Tables.RUNS.write(database.handle, List.of(run));
    return run.getRun();
  }

  private static void store(String run, String curvature, String rows, Double learningRate)
      throws SQLException {
    List<CurvatureObserved> series = new ArrayList<>();
    String[] tokens = rows.isBlank() ? new String[0] : rows.strip().split(" ");
    for (int step = 0; step < tokens.length; step++) {
      if (tokens[step].equals("-")) {
        continue;
      }
      CurvatureObserved.Builder row =
          CurvatureObserved.newBuilder().setRun(run).setCurvature(curvature).setStep(step);
      if (learningRate != null) {
        row.setLearningRate(learningRate);
      }
      series.add(filled(row, tokens[step]).build());
    }
    Tables.OBSERVATIONS.write(database.handle, series);
    Tables.STATISTICS.write(database.handle, NaiveStatistics.of(series, WINDOW).values());
  }

  private static CurvatureObserved.Builder filled(CurvatureObserved.Builder row, String token) {
    return switch (token) {
      case "npc" -> row.setStatus(Status.NON_POSITIVE_CURVATURE);
      case "zero" -> row.setStatus(Status.ZERO_STEP);
      case "lost" -> row.setStatus(Status.NON_FINITE).setSlope(Double.NaN);
      case "inf" -> filled(row, "7").setLossAfter(Double.POSITIVE_INFINITY);
      case "nan" -> filled(row, "7").setLossAfter(Double.NaN);
      default -> {
        double alphaStar = Double.parseDouble(token);
        yield row.setStatus(alphaStar > 0 ? Status.OK : Status.ASCENT).setAlphaStar(alphaStar);
      }
    };
  }

  private static String verdict(String run) throws SQLException {
    return (String) database.query("SELECT verdict('%s', %d)".formatted(run, WINDOW)).get(0).get(0);
  }
}
