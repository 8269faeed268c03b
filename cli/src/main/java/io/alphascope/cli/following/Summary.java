package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.client.Run.Series;
import io.alphascope.cli.client.WindowStatistics;
import io.alphascope.cli.following.RunFollower.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The result of a run.
 *
 * @param outcome of following it
 * @param lateMedians median α* over the last {@value #WINDOW} observed steps, by curvature; a
 *     curvature without any is missing
 * @param verdict the run in words, as the page has it
 */
public record Summary(Outcome outcome, Map<String, Double> lateMedians, String verdict) {
  static final int WINDOW = 100;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 100;

  /**
   * Asks for the late medians of every curvature that has rows. Statistics follow the rows within
   * moments: waits for those of the last step, but not for long.
   */
  public static Summary of(Outcome outcome, Aggregator aggregator) throws InterruptedException {
    Instant deadline = Instant.now().plus(LONGEST_WAIT);
    Map<String, Double> medians = new HashMap<>();
    for (Series series : outcome.run().curvatures()) {
      Optional<WindowStatistics> latest = latest(outcome, aggregator, series);
      while (!reaches(latest, series.lastStep()) && Instant.now().isBefore(deadline)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        latest = latest(outcome, aggregator, series);
      }
      latest
          .map(WindowStatistics::alphaStarMedian)
          .ifPresent(median -> medians.put(series.curvature(), median));
    }
    return new Summary(
        outcome, Map.copyOf(medians), aggregator.verdict(outcome.run().run(), WINDOW));
  }

  private static Optional<WindowStatistics> latest(
      Outcome outcome, Aggregator aggregator, Series series) throws InterruptedException {
    return aggregator.latestStatistics(outcome.run().run(), series.curvature(), WINDOW);
  }

  private static boolean reaches(Optional<WindowStatistics> latest, Long step) {
    return step == null || latest.filter(s -> s.step() >= step).isPresent();
  }

  /**
   * @param url of the page
   * @param staysUp whether the system is still there afterwards
   */
  public void print(PrintStream out, String url, boolean staysUp) {
    Run run = outcome.run();
    out.printf(
        "%s: %s, %d steps in %s%s%s%n",
        run.run(),
        run.state(),
        run.stepsTaken(),
        seconds(run.trainingSeconds()),
        run.accuracy().map(accuracy -> ", test accuracy " + accuracy).orElse(""),
        run.message() == null || run.message().isEmpty() ? "" : " (" + run.message() + ")");
    if (!run.curvatures().isEmpty()) {
      printTable(out);
    }
    out.println(verdict);
    out.println(observed());
    run.deadLetterReasons().forEach(reason -> out.println("  " + reason));
    run.remarks().forEach(out::println);
    if (staysUp) {
      out.printf("See    %s/?run=%s%n", url, run.run());
    } else {
      out.println("See    ./alphascope up --no-train (it is kept)");
    }
    out.printf("Export ./alphascope export %s --export %1$s.csv%n", run.run());
  }

  private void printTable(PrintStream out) {
    out.printf(
        "  %-24s %8s %12s %12s %20s%n",
        "curvature", "steps", "median α*", "late", "negative curvature");
    for (Series series : outcome.run().curvatures()) {
      out.printf(
          "  %-24s %8d %12s %12s %18.1f %%%n",
          series.curvature(),
          series.observed(),
          number(series.medianAlphaStar()),
          number(lateMedians.get(series.curvature())),
          series.observed() == 0 ? 0.0 : 100.0 * series.nonPositiveCurvature() / series.observed());
    }
  }

  private String observed() {
    Run run = outcome.run();
    if (run.stepsPublished() == 0) {
      return "No step was published, so none was observed.";
    }
    List<String> clauses = new ArrayList<>();
    clauses.add(
        "Observed %d of %d published steps in %s"
            .formatted(
                run.stepsPublished() - outcome.missing() - run.deadLetters(),
                run.stepsPublished(),
                seconds(run.observingSeconds())));
    if (run.stepsSkipped() > 0) {
      clauses.add(run.stepsSkipped() + " more were skipped since the stream was behind");
    }
    if (run.deadLetters() > 0) {
      clauses.add(run.deadLetters() + " became dead letters");
    }
    if (outcome.missing() > 0) {
      clauses.add(
          outcome.missing()
              + " are lost (retention took them, or the curvature service's log says why)");
    }
    return String.join(", ", clauses) + ".";
  }

  private static String number(Double value) {
    return value == null ? "–" : "%.4g".formatted(value);
  }

  private static String seconds(Double value) {
    return value == null ? "unknown time" : "%.1f s".formatted(value);
  }
}
