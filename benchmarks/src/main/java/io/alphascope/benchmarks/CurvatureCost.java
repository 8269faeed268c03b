package io.alphascope.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link CurvatureBenchmark} and prints medians as ratios to the trainer's own step, beside
 * the most they may be. Takes JMH's options. Exit status 1 if a ratio is above its target.
 */
public final class CurvatureCost {
  /** Benchmark → the most it may cost, in trainer's steps. */
  private static final Map<String, Double> TARGETS = new LinkedHashMap<>();

  static {
    TARGETS.put("scalars", 0.8);
    TARGETS.put("withoutProducts", Double.POSITIVE_INFINITY);
    TARGETS.put("everything", 3.2);
    TARGETS.put("defaults", Double.POSITIVE_INFINITY);
  }

  private CurvatureCost() {}

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(arguments))
                    .include(CurvatureBenchmark.class.getSimpleName())
                    .build())
            .run();
    double step = median(results, "trainerStep");
    System.out.printf("%-16s %8s %8s %8s%n", "", "ms", "ratio", "target");
    System.out.printf("%-16s %8.3f %8.2f%n", "trainerStep", step, 1.0);
    boolean met = true;
    for (Map.Entry<String, Double> target : TARGETS.entrySet()) {
      double cost = median(results, target.getKey());
      System.out.printf(
          "%-16s %8.3f %8.2f %8s%n",
          target.getKey(),
          cost,
          cost / step,
          Double.isFinite(target.getValue()) ? "≤ " + target.getValue() : "");
      met &= cost / step <= target.getValue();
    }
    System.exit(met ? 0 : 1);
  }

  /** The median in milliseconds. */
  private static double median(Collection<RunResult> results, String benchmark) {
    return results.stream()
        .filter(result -> result.getPrimaryResult().getLabel().equals(benchmark))
        .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50) / 1000)
        .findFirst()
        .orElseThrow();
  }
}
