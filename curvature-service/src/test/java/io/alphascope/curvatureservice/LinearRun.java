package io.alphascope.curvatureservice;

import com.google.protobuf.Timestamp;
import io.alphascope.events.BatchData;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepTaken;
import io.alphascope.events.StepTaken.UpdateRule;
import io.alphascope.events.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run whose slope and curvature are known in closed form: y = w'x + b, squared error, summed, in
 * float64, on data that every step carries.
 *
 * <p>With x̃ = (x, 1): g = 2 Σ (y − t) x̃ and H = G = 2 Σ x̃ x̃ᵀ.
 */
public final class LinearRun {

  private static final double[][] INPUTS = {{1, 2}, {-0.5, 1}, {0.25, -1}, {2, 0.5}};
  private static final double[] TARGETS = {1, -1, 0.5, 2};
  private static final double LEARNING_RATE = 0.01;

  private final String run;

  public LinearRun(String run) {
    this.run = run;
  }

  public String run() {
    return run;
  }

  /** A valid step that asks for {@code hessian} and {@code ggn} by asking for nothing. */
  public StepTaken.Builder step(long step) {
    return step(step, theta0(step));
  }

  /**
   * Valid steps, each from where the one before it ended, with the rule for θ₁ and its checksum
   * instead of θ₁.
   */
  public List<StepTaken> successive(long first, int count) {
    List<StepTaken> steps = new ArrayList<>();
    double[] theta = theta0(first);
    for (long step = first; step < first + count; step++) {
      StepTaken.Builder taken = step(step, theta);
      Tensors.littleEndian(taken.getTheta1()).asDoubleBuffer().get(theta);
      taken.setUpdateRule(UpdateRule.SGD).setTheta1Crc32(Tensors.crc32(taken.getTheta1()));
      steps.add(taken.clearTheta1().build());
    }
    return steps;
  }

  private StepTaken.Builder step(long step, double[] theta0) {
    double[] gradient = gradient(theta0);
    double[] theta1 = new double[theta0.length];
    for (int i = 0; i < theta1.length; i++) {
      theta1[i] = theta0[i] - LEARNING_RATE * gradient[i];
    }
    double[] inputs = new double[8];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = INPUTS[i / 2][i % 2];
    }
    return StepTaken.newBuilder()
        .setRun(run)
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("2-1")
                .setActivation("relu")
                .setLoss("squared-error")
                .setReduction("sum"))
        .setStep(step)
        .setEpoch(1)
        .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000 + step))
        .setLearningRate(LEARNING_RATE)
        .setBatchData(
            BatchData.newBuilder()
                .setInputs(Tensors.of(inputs, 4, 2))
                .setTargets(Tensors.of(TARGETS, 4, 1)))
        .setTheta0(Tensors.of(theta0, 3))
        .setTheta1(Tensors.of(theta1, 3))
        .setGradient(Tensors.of(gradient, 3));
  }

  /** d'g of a step: −η‖g‖². */
  public double slope(long step) {
    double sum = 0;
    for (double g : gradient(theta0(step))) {
      sum += g * g;
    }
    return -LEARNING_RATE * sum;
  }

  /** d'Hd of a step: 2 Σ (d'x̃)². */
  public double curvature(long step) {
    double[] gradient = gradient(theta0(step));
    double sum = 0;
    for (double[] x : INPUTS) {
      double along = -LEARNING_RATE * (gradient[0] * x[0] + gradient[1] * x[1] + gradient[2]);
      sum += 2 * along * along;
    }
    return sum;
  }

  private static double[] theta0(long step) {
    Random random = new Random(step);
    return new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
  }

  private static double[] gradient(double[] theta) {
    double[] gradient = new double[3];
    for (int i = 0; i < INPUTS.length; i++) {
      double[] x = INPUTS[i];
      double twice = 2 * (theta[0] * x[0] + theta[1] * x[1] + theta[2] - TARGETS[i]);
      gradient[0] += twice * x[0];
      gradient[1] += twice * x[1];
      gradient[2] += twice;
    }
    return gradient;
  }
}
