package io.alphascope.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link CurvatureBenchmark} and prints medians as ratios to the trainer's own step, beside
 * the most they may be. Takes JMH's options ({@code -p network=lenet5} for one network). Exit
 * status 1 if a ratio is above its bound.
 */
public final class CurvatureCost {
  private static final List<String> ORDER =
      List.of("trainerStep", "scalars", "withoutProducts", "everything", "blocks", "defaults");

  private CurvatureCost() {}

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(arguments))
                    .include(CurvatureBenchmark.class.getSimpleName())
                    .build())
            .run();
    System.out.printf("%-12s %-16s %9s %8s %8s%n", "network", "", "ms", "ratio", "bound");
    boolean met = true;
    for (ReferenceNetwork network : ReferenceNetwork.values()) {
      Map<String, Double> medians = medians(results, network);
      if (!medians.isEmpty()) {
        met &= print(network, medians);
      }
    }
    System.exit(met ? 0 : 1);
  }

  /** Prints a network's lines; whether all are within bounds. */
  private static boolean print(ReferenceNetwork network, Map<String, Double> medians) {
    double step = medians.get("trainerStep");
    Map<String, Double> bounds =
        Map.of("scalars", network.mostForScalars, "everything", network.mostForEverything);
    boolean met = true;
    for (String benchmark : ORDER) {
      double cost = medians.get(benchmark);
      double bound = bounds.getOrDefault(benchmark, Double.POSITIVE_INFINITY);
      System.out.printf(
          "%-12s %-16s %9.3f %8.2f %8s%n",
          network, benchmark, cost, cost / step, Double.isFinite(bound) ? "≤ " + bound : "");
      met &= cost / step <= bound;
    }
    return met;
  }

  /** Medians in milliseconds by benchmark; none if the network was left out. */
  private static Map<String, Double> medians(
      Collection<RunResult> results, ReferenceNetwork network) {
    return results.stream()
        .filter(result -> result.getParams().getParam("network").equals(network.toString()))
        .collect(
            Collectors.toMap(
                result -> result.getPrimaryResult().getLabel(),
                result -> result.getPrimaryResult().getStatistics().getPercentile(50) / 1000));
  }
}
