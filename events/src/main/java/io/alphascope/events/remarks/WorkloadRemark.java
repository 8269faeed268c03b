package io.alphascope.events.remarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The remark that the steps of one run were not all trained on the same workload. */
public final class WorkloadRemark {
  private static final int NAMED_AT_MOST = 4;

  private WorkloadRemark() {}

  /**
   * The range of steps that were published with one workload. Ranges overlap if steps were
   * published again with another workload.
   *
   * @param workload short form, as {@link Workload#toString}
   */
  public record Trained(String workload, long firstStep, long lastStep) {

    private String words() {
      return firstStep == lastStep
          ? "step %d was published as %s".formatted(firstStep, workload)
          : "steps %d to %d were published as %s".formatted(firstStep, lastStep, workload);
    }
  }

  /**
   * The remark on a run; empty if it was trained on one workload.
   *
   * @param all all workloads of the run; steps of older versions have none
   */
  public static Optional<String> of(List<Trained> all) {
    if (all.size() < 2) {
      return Optional.empty();
    }
    String named =
        all.stream()
            .sorted(
                Comparator.comparingLong(Trained::firstStep)
                    .thenComparingLong(Trained::lastStep)
                    .thenComparing(Trained::workload))
            .limit(NAMED_AT_MOST)
            .map(Trained::words)
            .collect(Collectors.joining("; "));
    return Optional.of(
        "What is trained changes within the run, so its numbers are not of one training: "
            + named
            + (all.size() > NAMED_AT_MOST
                ? "; and %d more".formatted(all.size() - NAMED_AT_MOST)
                : "")
            + ". Usually a training was resumed, or another one begun, under the same name.");
  }
}
