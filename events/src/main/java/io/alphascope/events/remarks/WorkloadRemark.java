package io.alphascope.events.remarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** That the steps of one run were not trained on one workload. */
public final class WorkloadRemark {
  private static final int NAMED_AT_MOST = 4;

  private WorkloadRemark() {}

  /**
   * The steps that were published as of one workload, also if they were published anew as of
   * another.
   *
   * @param workload in short, as {@link Workload#toString}
   */
  public record Trained(String workload, long firstStep, long lastStep) {

    private String words() {
      return firstStep == lastStep
          ? "step %d was published as %s".formatted(firstStep, workload)
          : "steps %d to %d were published as %s".formatted(firstStep, lastStep, workload);
    }
  }

  /**
   * What to say of a run.
   *
   * @param all that it was trained on; none of steps that did not say
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
