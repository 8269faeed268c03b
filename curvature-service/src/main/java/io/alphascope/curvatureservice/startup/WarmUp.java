package io.alphascope.curvatureservice.startup;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.StepRequest;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import io.alphascope.curvatureservice.observe.StepObservation;
import io.alphascope.events.Tensors;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Observes artificial steps of the default network, so that PyTorch is loaded, code compiled and
 * memory allocated before the first real step.
 */
record WarmUp(StepObservation observation, List<CurvatureName> curvatures) {

  private static final int SAMPLES = 64;
  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final int MOST_STEPS = 60;

  /**
   * Warms the calling thread, for about {@link #LONGEST} at most.
   *
   * @throws RuntimeException if this machine cannot observe at all
   */
  void run() {
    Network network = Network.of("784-128-64-10", Activation.RELU);
    Loss loss = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);
    Random random = new Random(0);
    float[] theta0 = network.initialParameters(0);
    float[] theta1 = theta0.clone();
    for (int i = 0; i < theta1.length; i++) {
      theta1[i] += 1e-4f * (random.nextFloat() - 0.5f);
    }
    Step step =
        new Step(
            network,
            loss,
            DataType.FLOAT32,
            littleEndian(theta0),
            littleEndian(theta1),
            null,
            0.01);
    BatchSource batches = choice -> batch(choice, random);
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int steps = 0; steps < MOST_STEPS && System.nanoTime() < end; steps++) {
      observation.observe(step, StepRequest.of(curvatures), batches);
    }
  }

  private static Batch batch(BatchChoice choice, Random random) {
    int samples = (int) choice.samples().orElse(SAMPLES);
    float[] inputs = new float[samples * 784];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    int[] labels = random.ints(samples, 0, 10).toArray();
    return Batch.ofRows(DataType.FLOAT32, littleEndian(inputs), Targets.labels(labels));
  }

  private static ByteBuffer littleEndian(float[] values) {
    return Tensors.littleEndian(Tensors.of(values, values.length));
  }
}
