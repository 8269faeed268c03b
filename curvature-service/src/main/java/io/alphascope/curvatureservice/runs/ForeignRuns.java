package io.alphascope.curvatureservice.runs;

import io.alphascope.events.RunChanged;
import io.alphascope.events.StepTaken;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Announces runs that appear in steps but not in {@code training.runs}.
 *
 * <p>A trainer's announcement is acknowledged by the broker before it publishes its first step. So
 * a run is foreign if {@code training.runs}, read to its end <em>after</em> one of its steps was
 * read, does not hold it. Two instances may announce the same run, in equal records. Thread-safe.
 */
public final class ForeignRuns {

  private static final String MESSAGE =
      "published by another client, not by a trainer of this system: only its steps are known, so"
          + " it is unknown when it ends";

  private final KnownRuns known;
  private final Set<String> announced = ConcurrentHashMap.newKeySet();

  public ForeignRuns(KnownRuns known) {
    this.known = known;
  }

  /**
   * What to publish beside the observations of this step; empty except for the first step of a
   * foreign run. Waits for the broker at the first step of every run.
   *
   * @param step a valid step
   */
  public Optional<RunChanged> announcement(StepTaken step) throws InterruptedException {
    String run = step.getRun();
    if (known.contains(run) || announced.contains(run)) {
      return Optional.empty();
    }
    known.awaitEnd();
    if (known.contains(run) || !announced.add(run)) {
      return Optional.empty();
    }
    RunChanged.Builder foreign =
        RunChanged.newBuilder()
            .setRun(run)
            .setSpecification(step.getSpecification())
            .setState(RunChanged.State.FOREIGN)
            .setMessage(MESSAGE)
            .setParameterCount(step.getTheta0().getShape(0));
    if (step.hasTime()) {
      foreign.setStarted(step.getTime());
    }
    return Optional.of(foreign.build());
  }
}
