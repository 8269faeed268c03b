package io.alphascope.trainerservice.run;

import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import io.alphascope.trainerservice.plan.RunPlan;
import io.alphascope.trainerservice.publishing.StepStream;
import io.alphascope.trainerservice.training.Evaluation;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.engine.DeviceRule;
import java.time.Duration;
import java.time.Instant;

/** The state of a run while it is trained. Thread-safe. */
final class RunProgress {

  private final StepStream stream;
  private final RunChanged.Builder state;

  RunProgress(RunPlan plan, StepStream stream, Instant started) {
    this.stream = stream;
    this.state =
        RunChanged.newBuilder()
            .setRun(plan.run())
            .setSpecification(plan.specification())
            .setState(RunChanged.State.RUNNING)
            .setStarted(Timestamps.of(started))
            .setDevice(DeviceRule.nameOf(plan.training().device()))
            .setStepsPlanned(plan.training().steps())
            .setParameterCount(plan.training().network().parameterCount())
            .setTrainingSamples(plan.training().dataset().size(Split.TRAIN))
            .setStepsPerEvent(plan.stepsPerEvent());
  }

  synchronized void stepTaken(long step, Duration trainingTime) {
    state.setStepsTaken(step + 1).setTrainingSeconds(trainingTime.toNanos() / 1e9);
  }

  synchronized void stepSkipped() {
    state.setStepsSkipped(state.getStepsSkipped() + 1);
  }

  synchronized void evaluated(Evaluation evaluation) {
    EpochEvaluated.Builder epoch =
        EpochEvaluated.newBuilder()
            .setEpoch(evaluation.epoch())
            .setStep(evaluation.step())
            .setTestLoss(evaluation.testLoss());
    evaluation.testAccuracy().ifPresent(epoch::setTestAccuracy);
    state.addEvaluations(epoch);
  }

  synchronized void ended(RunChanged.State how, String message, Instant when) {
    state.setState(how).setMessage(message).setEnded(Timestamps.of(when));
  }

  /** The state now; it counts as published only what the broker has acknowledged. */
  synchronized RunChanged snapshot() {
    StepStream.Acknowledged acknowledged = stream.acknowledged();
    state.setStepsPublished(acknowledged.steps()).setRecordsPublished(acknowledged.records());
    if (acknowledged.steps() > 0) {
      state.setLastPublishedStep(acknowledged.lastStep());
    }
    return state.build();
  }
}
