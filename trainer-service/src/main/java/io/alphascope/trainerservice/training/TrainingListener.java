package io.alphascope.trainerservice.training;

import java.time.Duration;
import java.util.Optional;

/** Called on the training thread; decides which steps are recorded. */
public interface TrainingListener {

  /** Whether to end before the next step. */
  boolean stopRequested();

  /**
   * Called before each step is taken; may wait.
   *
   * @return where to write the step; empty if it is not recorded
   * @throws InterruptedException if the training must end at once, without this step
   */
  Optional<StepRecorder> record(StepStart start) throws InterruptedException;

  /**
   * A step was taken.
   *
   * @param trainingTime since the first step began, without evaluations
   */
  void stepTaken(StepStart start, Duration trainingTime);

  /** Called every {@link TrainingLoop#PROGRESS_EVERY} batches of an epoch. */
  void progressed(Progress progress);

  /** All steps of an epoch were taken, and the network was evaluated on the test samples. */
  void epochEvaluated(Evaluation evaluation);
}
