package io.alphascope.trainerservice.training;

import java.time.Duration;
import java.util.Optional;

/** Follows a training, on the training thread, and decides what of it is recorded. */
public interface TrainingListener {

  /** Whether to end before another step is taken. */
  boolean stopRequested();

  /**
   * Asked before each step is taken; may wait.
   *
   * @return where the step goes; empty if it is not to be recorded
   * @throws InterruptedException if the training must end at once, without this step
   */
  Optional<StepRecorder> record(StepStart start) throws InterruptedException;

  /**
   * The parameters have changed.
   *
   * @param trainingTime since the first step began, evaluations left out
   */
  void stepTaken(StepStart start, Duration trainingTime);

  /** Told now and then, by the loop's choice. */
  void progressed(Progress progress);

  /** All steps of an epoch are taken, and the network was tried on the test samples. */
  void epochEvaluated(Evaluation evaluation);
}
