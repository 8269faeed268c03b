package io.alphascope.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs {@link CurvatureBenchmark} and prints processor time as ratios to the trainer's own step,
 * medians over iterations, beside the most they may be. Takes JMH's options ({@code -p
 * network=lenet5} for one network). Exit status 1 if a ratio is above its bound.
 */
public final class CurvatureCost {
  private static final List<String> ORDER =
      List.of("scalars", "withoutProducts", "everything", "blocks", "defaults", "matrices");

  private CurvatureCost() {}

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(arguments))
                    .include(CurvatureBenchmark.class.getSimpleName())
                    .build())
            .run();
    System.out.printf(
        "%-12s %-16s %8s %8s   %s%n", "network", "in steps", "median", "bound", "quartiles");
    boolean met = true;
    for (RunResult result : results) {
      met &= print(ReferenceNetwork.parse(result.getParams().getParam("network")), result);
    }
    System.exit(met ? 0 : 1);
  }

  /** Prints a network's lines; whether all are within bounds. */
  private static boolean print(ReferenceNetwork network, RunResult result) {
    Map<String, Double> bounds =
        Map.of(
            "scalars",
            network.mostForScalars,
            "everything",
            network.mostForEverything,
            "matrices",
            network.mostForMatrices());
    boolean met = true;
    for (String measured : ORDER) {
      Statistics ratios = ratios(result, measured);
      if (ratios.getPercentile(50) == 0) {
        continue; // not measured with this network
      }
      double bound = bounds.getOrDefault(measured, Double.POSITIVE_INFINITY);
      System.out.printf(
          "%-12s %-16s %8.2f %8s   %.2f, %.2f%n",
          network,
          measured,
          ratios.getPercentile(50),
          Double.isFinite(bound) ? "≤ " + bound : "",
          ratios.getPercentile(25),
          ratios.getPercentile(75));
      met &= ratios.getPercentile(50) <= bound;
    }
    return met;
  }

  /** To the trainer's steps, one an iteration. */
  private static Statistics ratios(RunResult result, String measured) {
    ListStatistics ratios = new ListStatistics();
    result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .map(IterationResult::getSecondaryResults)
        .forEach(
            times ->
                ratios.addValue(
                    times.get(measured).getScore() / times.get("trainerStep").getScore()));
    return ratios;
  }
}
