package io.alphascope.cli.progress;

import io.alphascope.cli.client.Run;
import io.alphascope.cli.client.Run.Series;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a run is.
 *
 * @param taken steps
 * @param planned steps in all; unknown of a foreign run
 * @param published steps put into the stream so far
 * @param toPublish steps that will have been published at the end, as far as is known now
 * @param observed steps that every expected curvature has a row of, or that became a dead letter
 * @param trainingEnded whether no further step will come
 */
public record Progress(
    long taken,
    OptionalLong planned,
    long published,
    long toPublish,
    long observed,
    boolean trainingEnded) {

  /**
   * @param run of the trainer, so that its steps are counted
   * @param expected curvatures that are observed; empty: those that the run has rows of
   */
  public static Progress of(Run run, List<String> expected) {
    OptionalLong planned =
        run.stepsPlanned() == null ? OptionalLong.empty() : OptionalLong.of(run.stepsPlanned());
    boolean ended = !run.isRunning();
    return new Progress(
        run.stepsTaken(),
        planned,
        run.stepsPublished(),
        ended ? run.stepsPublished() : stillToPublish(run),
        observed(run, expected),
        ended);
  }

  /** Whether nothing is left to do. */
  public boolean complete() {
    return trainingEnded && observed >= published;
  }

  private static long stillToPublish(Run run) {
    if (run.stepsPlanned() == null) {
      return run.stepsPublished();
    }
    Integer every = run.specification() == null ? null : run.specification().publishEvery();
    if (every != null && every == 0) {
      return 0;
    }
    int stride = every == null ? 1 : every;
    long planned = (run.stepsPlanned() + stride - 1) / stride;
    return Math.max(planned - run.stepsSkipped(), run.stepsPublished());
  }

  private static long observed(Run run, List<String> expected) {
    List<String> names =
        expected.isEmpty() ? run.curvatures().stream().map(Series::curvature).toList() : expected;
    long least = names.stream().mapToLong(name -> observed(run, name)).min().orElse(0);
    return least + run.deadLetters();
  }

  private static long observed(Run run, String curvature) {
    return run.curvatures().stream()
        .filter(series -> series.curvature().equals(curvature))
        .mapToLong(Series::observed)
        .sum();
  }
}
