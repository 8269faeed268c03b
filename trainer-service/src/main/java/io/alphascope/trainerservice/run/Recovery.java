package io.alphascope.trainerservice.run;

import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import io.alphascope.trainerservice.publishing.RunJournal;
import io.alphascope.trainerservice.publishing.StepLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Finds runs whose trainer crashed and marks them {@code interrupted} at the step that was
 * published last. The last report of a crashed trainer can be half a second old: what it says was
 * published is certain, and what was published later is in {@code training.steps}. There is one
 * trainer per broker, so a run with the state running when this service starts is not running,
 * unless a client outside trains it.
 */
@ApplicationScoped
class Recovery {

  private static final Logger LOG = Logger.getLogger(Recovery.class);

  private final RunJournal journal;
  private final StepLog steps;

  Recovery(RunJournal journal, StepLog steps) {
    this.journal = journal;
    this.steps = steps;
  }

  /** All past runs; none of them is running, except those that clients outside train. */
  Map<String, RunChanged> pastRuns() {
    Map<String, RunChanged> runs = journal.readAll();
    runs.replaceAll((run, state) -> isCrashed(state) ? interrupted(state) : state);
    return runs;
  }

  /** Whether this state, found when the trainer starts, is one that its predecessor left. */
  static boolean isCrashed(RunChanged state) {
    return state.getState() == RunChanged.State.RUNNING && state.getPublisher().isEmpty();
  }

  private RunChanged interrupted(RunChanged lastReport) {
    long reported = lastReport.hasLastPublishedStep() ? lastReport.getLastPublishedStep() : -1;
    Instant started = Timestamps.instant(lastReport.getStarted());
    RunChanged state =
        interrupted(lastReport, steps.recordsAfter(lastReport.getRun(), reported, started));
    journal.write(state);
    LOG.warnf("Run %s: %s", state.getRun(), state.getMessage());
    return state;
  }

  /**
   * @param later records that were published after the report, in the order of their steps
   */
  static RunChanged interrupted(RunChanged lastReport, List<StepLog.Logged> later) {
    RunChanged.Builder state =
        lastReport.toBuilder()
            .setState(RunChanged.State.INTERRUPTED)
            .setStepsPublished(
                lastReport.getStepsPublished()
                    + later.stream().mapToLong(StepLog.Logged::steps).sum())
            .setRecordsPublished(lastReport.getRecordsPublished() + later.size());
    if (later.isEmpty()) {
      state.setEnded(
          Timestamps.of(
              Timestamps.instant(lastReport.getStarted())
                  .plusNanos((long) (lastReport.getTrainingSeconds() * 1e9))));
    } else {
      StepLog.Logged last = later.get(later.size() - 1);
      state
          .setLastPublishedStep(last.lastStep())
          .setStepsTaken(Math.max(lastReport.getStepsTaken(), last.lastStep() + 1))
          .setEnded(Timestamps.of(last.time()));
    }
    String published =
        state.hasLastPublishedStep()
            ? "the last step published is " + state.getLastPublishedStep()
            : "no step was published";
    return state
        .setMessage("Its trainer crashed; %s. It is not started again.".formatted(published))
        .build();
  }
}
