package io.alphascope.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;

/**
 * A step of gradient descent with mean cross entropy, after some others.
 *
 * @param step as it would come from the stream
 * @param batches its own samples, and any number of fresh ones
 */
public record ReferenceStep(Step step, BatchSource batches) {
  static final double LEARNING_RATE = 0.01;
  static final Loss LOSS = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);

  /** Trains until the step. */
  public static ReferenceStep of(ReferenceNetwork kind) {
    Network network = kind.network();
    Samples samples = kind.samples();
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      TrainerStep trainer =
          new TrainerStep(network, LOSS, LEARNING_RATE, network.initialParameters(0), manager);
      for (int number = 0; number < kind.stepsBefore; number++) {
        trainer.take(samples.own(number, kind.batchSize));
        trainer.clear();
      }
      Batch own = samples.own(kind.stepsBefore, kind.batchSize);
      ByteBuffer theta0 = trainer.parameters();
      trainer.take(own);
      Step step =
          new Step(
              network,
              LOSS,
              DataType.FLOAT32,
              theta0,
              trainer.parameters(),
              trainer.gradient(),
              LEARNING_RATE);
      return new ReferenceStep(
          step,
          choice ->
              choice instanceof BatchChoice.Fresh fresh
                  ? samples.fresh(kind.stepsBefore, kind.batchSize, fresh.number())
                  : own);
    }
  }
}
