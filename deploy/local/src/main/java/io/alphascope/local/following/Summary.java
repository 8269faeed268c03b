package io.alphascope.local.following;

import io.alphascope.local.client.Aggregator;
import io.alphascope.local.client.Run;
import io.alphascope.local.client.Run.Series;
import io.alphascope.local.client.WindowStatistics;
import io.alphascope.local.following.RunFollower.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a run came to.
 *
 * @param outcome of following it
 * @param lateMedians median α* over the last {@value #WINDOW} observed steps, by curvature; a
 *     curvature without any is missing
 */
public record Summary(Outcome outcome, Map<String, Double> lateMedians) {
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
    return new Summary(outcome, Map.copyOf(medians));
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
        Locale.ROOT,
        "%s: %s, %d steps in %s%s%s%n",
        run.run(),
        run.state(),
        run.stepsTaken(),
        seconds(run.trainingSeconds()),
        run.testAccuracy()
            .map(a -> String.format(Locale.ROOT, ", test accuracy %.2f %%", 100 * a))
            .orElse(""),
        run.message() == null || run.message().isEmpty() ? "" : " (" + run.message() + ")");
    if (!run.curvatures().isEmpty()) {
      printTable(out);
    }
    verdict().ifPresent(v -> out.printf("%s (Medians of the last %d steps.)%n", v, WINDOW));
    out.println(observed());
    run.remarks().forEach(out::println);
    if (staysUp) {
      out.printf("See    %s/?run=%s%n", url, run.run());
    } else {
      out.println("See    ./alphascope up --no-train (it is kept)");
    }
    out.printf("Export ./alphascope export %s --export %1$s.csv%n", run.run());
  }

  /** The verdict on the run's learning rate; none without an α*. */
  public Optional<String> verdict() {
    Run.Specification specification = outcome.run().specification();
    Double rate =
        specification == null || specification.optimizer() == null
            ? null
            : specification.optimizer().learningRate();
    return Verdict.words(
        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
        median(name -> !name.contains("@")),
        median(name -> name.contains("@fresh:")));
  }

  private void printTable(PrintStream out) {
    out.printf(
        "  %-24s %8s %12s %12s %20s%n",
        "curvature", "steps", "median α*", "late", "negative curvature");
    for (Series series : outcome.run().curvatures()) {
      Double late = lateMedians.get(series.curvature());
      out.printf(
          Locale.ROOT,
          "  %-24s %8d %12s %12s %18.1f %%%n",
          series.curvature(),
          series.observed(),
          number(series.medianAlphaStar()),
          number(late),
          series.observed() == 0 ? 0.0 : 100.0 * series.nonPositiveCurvature() / series.observed());
    }
  }

  private String observed() {
    Run run = outcome.run();
    if (run.stepsPublished() == 0) {
      return "No step was published, so none was observed.";
    }
    StringBuilder words = new StringBuilder();
    words.append(
        String.format(
            Locale.ROOT,
            "Observed %d of %d published steps in %s",
            run.stepsPublished() - outcome.missing() - run.deadLetters(),
            run.stepsPublished(),
            seconds(run.observingSeconds())));
    if (run.stepsSkipped() > 0) {
      words.append(", ").append(run.stepsSkipped()).append(" more were skipped");
    }
    if (run.deadLetters() > 0) {
      words.append(", ").append(run.deadLetters()).append(" became dead letters");
    }
    if (outcome.missing() > 0) {
      words.append(", ").append(outcome.missing()).append(" are lost");
    }
    return words.append('.').toString();
  }

  /** The Hessian's median if it was observed, else that of the first curvature that has one. */
  private OptionalDouble median(Predicate<String> which) {
    List<String> names =
        outcome.run().curvatures().stream()
            .map(Series::curvature)
            .filter(which)
            .filter(lateMedians::containsKey)
            .toList();
    return names.stream()
        .filter(name -> name.equals("hessian") || name.startsWith("hessian@"))
        .findFirst()
        .or(() -> names.stream().findFirst())
        .map(name -> OptionalDouble.of(lateMedians.get(name)))
        .orElse(OptionalDouble.empty());
  }

  private static String number(Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String seconds(Double value) {
    return value == null ? "unknown time" : String.format(Locale.ROOT, "%.1f s", value);
  }
}
