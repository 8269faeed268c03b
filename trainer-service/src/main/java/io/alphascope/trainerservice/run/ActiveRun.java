package io.alphascope.trainerservice.run;

import io.alphascope.events.RunChanged;
import io.alphascope.trainerservice.plan.RunPlan;
import io.alphascope.trainerservice.plan.WhenBehind;
import io.alphascope.trainerservice.publishing.PublishingException;
import io.alphascope.trainerservice.publishing.StepMeters;
import io.alphascope.trainerservice.publishing.StepStream;
import io.alphascope.trainerservice.training.Evaluation;
import io.alphascope.trainerservice.training.NonFiniteLossException;
import io.alphascope.trainerservice.training.Progress;
import io.alphascope.trainerservice.training.StepRecorder;
import io.alphascope.trainerservice.training.StepStart;
import io.alphascope.trainerservice.training.TrainingListener;
import io.alphascope.trainerservice.training.TrainingLoop;
import io.alphascope.workload.engine.EngineUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One run, from its first step until everything that it published is acknowledged.
 *
 * <p>{@link #carryOut()} runs on its own thread; everything else may be called from any thread.
 */
final class ActiveRun implements TrainingListener {

  private static final Logger LOG = Logger.getLogger(ActiveRun.class);

  private final RunPlan plan;
  private final StepStream stream;
  private final StepMeters meters;
  private final RunReporter reporter;
  private final RunProgress progress;
  private final Clock clock;

  /** Why to stop; null if it should continue. */
  private volatile String stopReason;

  /** Whether to end even if the broker has not acknowledged everything. */
  private volatile boolean abandoned;

  ActiveRun(RunPlan plan, StepStream stream, StepMeters meters, RunReporter reporter, Clock clock) {
    this.plan = plan;
    this.stream = stream;
    this.meters = meters;
    this.reporter = reporter;
    this.clock = clock;
    this.progress = new RunProgress(plan, stream, clock.instant());
  }

  String id() {
    return plan.run();
  }

  RunPlan plan() {
    return plan;
  }

  RunChanged snapshot() {
    return progress.snapshot();
  }

  /** Ends the run before its next step; does not wait for that. */
  void stop(String reason) {
    if (stopReason == null) {
      stopReason = reason;
    }
  }

  /** Ends the run even if the broker is away; steps that are not acknowledged are lost. */
  void abandon() {
    abandoned = true;
  }

  /** Trains, waits until all is acknowledged, and reports the end. */
  void carryOut() {
    try (stream) {
      reporter.begin(progress::snapshot);
      train();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warnf("Run %s was interrupted", plan.run());
    } finally {
      reporter.end();
    }
  }

  private void train() throws InterruptedException {
    try {
      TrainingLoop.End end = new TrainingLoop(plan.training(), this).run();
      if (!stream.drain(() -> abandoned)) {
        LOG.warnf("Run %s ends while the broker is away; its last steps are lost", plan.run());
        return;
      }
      switch (end) {
        case COMPLETED -> finish(RunChanged.State.COMPLETED, "");
        case STOPPED -> finish(RunChanged.State.STOPPED, stopReason);
      }
    } catch (NonFiniteLossException e) {
      if (stream.drain(() -> abandoned)) {
        finish(RunChanged.State.FAILED, e.getMessage());
      }
    } catch (PublishingException | EngineUnavailableException e) {
      LOG.errorf(e, "Run %s failed", plan.run());
      finish(RunChanged.State.FAILED, e.getMessage());
    } catch (InternalError e) {
      LOG.errorf(e, "Run %s failed", plan.run());
      finish(
          RunChanged.State.FAILED,
          "The training failed: %s; a file of the data set was shortened while it was in use"
              .formatted(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.errorf(e, "Run %s failed", plan.run());
      finish(RunChanged.State.FAILED, "The training failed: " + e);
    }
  }

  private void finish(RunChanged.State state, String message) throws InterruptedException {
    progress.ended(state, message, clock.instant());
    RunChanged last = progress.snapshot();
    LOG.infof(
        "Run %s %s after %d steps (%d published, %d skipped) in %.1f s%s",
        plan.run(),
        state.name().toLowerCase(Locale.ROOT),
        last.getStepsTaken(),
        last.getStepsPublished(),
        last.getStepsSkipped(),
        last.getTrainingSeconds(),
        message.isEmpty() ? "" : ". " + message);
    reporter.reportLast(last, () -> abandoned);
  }

  @Override
  public boolean stopRequested() {
    return stopReason != null;
  }

  @Override
  public Optional<StepRecorder> record(StepStart start) throws InterruptedException {
    int every = plan.specification().getPublishEvery();
    if (every == 0 || start.step() % every != 0) {
      return Optional.empty();
    }
    if (plan.whenBehind() == WhenBehind.SKIP) {
      if (!stream.tryReserve()) {
        meters.skipped();
        progress.stepSkipped();
        return Optional.empty();
      }
    } else if (!stream.reserve(() -> abandoned)) {
      throw new InterruptedException("abandoned while waiting for the broker");
    }
    return Optional.of(stream.recorder(start, clock.instant()));
  }

  @Override
  public void stepTaken(StepStart start, Duration trainingTime) {
    meters.taken();
    progress.stepTaken(start.step(), trainingTime);
  }

  @Override
  public void progressed(Progress report) {
    LOG.info(report);
  }

  @Override
  public void epochEvaluated(Evaluation evaluation) {
    progress.evaluated(evaluation);
    LOG.info(evaluation);
    reporter.reportNow();
  }
}
