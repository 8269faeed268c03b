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
 * seen, does not hold it. Two instances may announce the same run; they say the same. Thread-safe.
 */
public final class ForeignRuns {

  private static final String MESSAGE =
      "published by a client that is no trainer of this system: known from its steps alone, so"
          + " nobody says when it ends";

  private final KnownRuns known;
  private final Set<String> announced = ConcurrentHashMap.newKeySet();

  public ForeignRuns(KnownRuns known) {
    this.known = known;
  }

  /**
   * What to publish beside the observations of this step; empty for all but the first of a foreign
   * run. Waits for the broker the first time that a run is seen.
   *
   * @param step a step that has been found valid
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
