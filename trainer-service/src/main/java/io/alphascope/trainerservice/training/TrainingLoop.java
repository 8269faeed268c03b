package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.autograd.TorchThreads;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.sweep.Sweep;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes the steps of one training: for each batch forward, loss, backward, update.
 *
 * <p>The loss and ∂L/∂z are computed in Java doubles, by the same class as in the curvature
 * service; the network and its gradient in float32. A step whose loss is not finite is not taken.
 */
public final class TrainingLoop {

  /** Batches between two calls of {@link TrainingListener#progressed}. */
  static final int PROGRESS_EVERY = 100;

  /** How a training ends without an error. */
  public enum End {
    COMPLETED,
    STOPPED
  }

  private final TrainingPlan plan;
  private final TrainingListener listener;
  private final SampleInputs inputs;
  private long nanosOutsideSteps;
  private long startNanos;

  public TrainingLoop(TrainingPlan plan, TrainingListener listener) {
    this.plan = plan;
    this.listener = listener;
    this.inputs = new SampleInputs(plan.dataset(), plan.network(), plan.batchSize());
  }

  /**
   * Trains to the end, on the calling thread.
   *
   * @throws NonFiniteLossException at a loss that is not finite
   * @throws InterruptedException if the listener was interrupted while it waited
   */
  public End run() throws InterruptedException {
    try (NDManager manager = PyTorch.newManager(plan.device());
        Autograd mode = Autograd.notRecording()) {
      Parameters parameters = new Parameters(plan.network(), plan.initialParameters(), manager);
      List<UpdateRule> rules =
          parameters.tensors().stream()
              .map(tensor -> UpdateRule.of(plan.optimizer(), tensor))
              .toList();
      TorchThreads.use(plan.threads());
      startNanos = System.nanoTime();
      long step = 0;
      for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
        int[] order = plan.order().epoch(epoch);
        for (int batch = 0; batch < plan.stepsPerEpoch(); batch++) {
          if (listener.stopRequested()) {
            return End.STOPPED;
          }
          int from = batch * plan.batchSize();
          int[] samples =
              Arrays.copyOfRange(order, from, Math.min(from + plan.batchSize(), order.length));
          takeStep(parameters, rules, manager, step++, epoch, batch + 1, samples);
        }
        if (plan.dataset().size(Split.TEST) > 0) {
          evaluate(parameters, manager, epoch, step - 1);
        }
      }
      return End.COMPLETED;
    }
  }

  private void takeStep(
      Parameters parameters,
      List<UpdateRule> rules,
      NDManager manager,
      long step,
      int epoch,
      int batch,
      int[] samples)
      throws InterruptedException {
    try (NDManager scope = manager.newSubManager()) {
      double loss = computeGradient(parameters, scope, samples);
      if (!Double.isFinite(loss)) {
        throw nonFinite(loss, step, epoch);
      }
      StepStart start = new StepStart(step, epoch, samples, loss, plan.learningRate(step));
      List<NDArray> gradient = parameters.gradients(scope);
      Optional<StepRecorder> recorder = listener.record(start);
      boolean report = batch % PROGRESS_EVERY == 0;
      NDList before = report ? parameters.snapshot(scope) : new NDList();
      if (recorder.isPresent()) {
        recorder.get().theta0().ifPresent(theta0 -> Parameters.copy(parameters.tensors(), theta0));
        Parameters.copy(gradient, recorder.get().gradient());
      }
      for (int i = 0; i < rules.size(); i++) {
        rules.get(i).step(parameters.tensors().get(i), gradient.get(i), start.learningRate());
      }
      if (recorder.isPresent()) {
        Parameters.copy(parameters.tensors(), recorder.get().theta1());
        recorder.get().complete().run();
      }
      listener.stepTaken(start, trainingTime());
      if (report) {
        listener.progressed(
            new Progress(
                epoch,
                batch,
                plan.stepsPerEpoch(),
                loss,
                parameters.distanceFrom(before),
                Parameters.norm(gradient)));
      }
      parameters.zeroGradient();
    }
  }

  /** Adds the gradient to that of the parameters, which is zero before, and returns the loss. */
  private double computeGradient(Parameters parameters, NDManager scope, int[] samples) {
    Targets targets = plan.dataset().targets(Split.TRAIN, samples);
    try (Autograd mode = Autograd.recording();
        NDArray x = inputs.of(Split.TRAIN, samples, scope); // [n, …]
        Sweep sweep = parameters.forward(x)) {
      NDArray z = sweep.output().value(); // [n, …]
      LossTerms terms = plan.loss().at(Outputs.of(z), targets);
      NDArray seed = // ∂L/∂z
          terms.gradient().times(terms.scale(), scope, DataType.FLOAT32);
      Autograd.backward(z, seed, false);
      return terms.total();
    }
  }

  private NonFiniteLossException nonFinite(double loss, long step, int epoch) {
    String origin =
        step == 0
            ? "The loss is not finite at the initial parameters; check them, or leave them out"
            : "The training diverged; try a learning_rate below " + plan.optimizer().learningRate();
    return new NonFiniteLossException(
        "The loss of the batch of step %d (epoch %d) is %s; that step was not taken. %s."
            .formatted(step, epoch, loss, origin));
  }

  private void evaluate(Parameters parameters, NDManager manager, int epoch, long step) {
    long begin = System.nanoTime();
    Evaluation evaluation = Evaluation.of(parameters, plan, manager, epoch, step);
    nanosOutsideSteps += System.nanoTime() - begin;
    if (!Double.isFinite(evaluation.testLoss())) {
      throw new NonFiniteLossException(
          "The test loss after step %d (epoch %d) is %s. Try a learning_rate below %s."
              .formatted(step, epoch, evaluation.testLoss(), plan.optimizer().learningRate()));
    }
    listener.epochEvaluated(evaluation);
  }

  private Duration trainingTime() {
    return Duration.ofNanos(System.nanoTime() - startNanos - nanosOutsideSteps);
  }
}
