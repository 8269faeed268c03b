package io.alphascope.curvature.step;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One step of an optimizer. Parameter vectors are flat, in the order of {@link
 * Network#parameters()}, little-endian, read from the buffers' positions and never written; the
 * buffers belong to the caller, who leaves them alone while an observation runs.
 *
 * @param dataType float32 or float64: of the vectors and the batches, and of the computation
 * @param theta0 parameters before the step
 * @param theta1 parameters after it
 * @param gradient of the step's own batch at theta0, as its publisher had it; null if unknown
 * @param learningRate of this very step; empty if unknown
 * @param draws what Monte-Carlo operators draw
 * @param parameterDistance of theta1 from the parameters that the run started with; empty if
 *     unknown
 */
public record Step(
    Network network,
    Loss loss,
    DataType dataType,
    ByteBuffer theta0,
    ByteBuffer theta1,
    ByteBuffer gradient,
    OptionalDouble learningRate,
    Draws draws,
    OptionalDouble parameterDistance) {

  /**
   * @throws IllegalArgumentException naming the vector whose length is not the network's
   */
  public Step {
    if (dataType != DataType.FLOAT32 && dataType != DataType.FLOAT64) {
      throw new IllegalArgumentException(
          "element type: expected float32 or float64, found " + dataType);
    }
    check("theta0", theta0, network, dataType);
    check("theta1", theta1, network, dataType);
    if (gradient != null) {
      check("gradient", gradient, network, dataType);
    }
  }

  /** A step of a run whose seed is 0. */
  public Step(
      Network network,
      Loss loss,
      DataType dataType,
      ByteBuffer theta0,
      ByteBuffer theta1,
      ByteBuffer gradient,
      OptionalDouble learningRate) {
    this(
        network,
        loss,
        dataType,
        theta0,
        theta1,
        gradient,
        learningRate,
        new Draws(0, 0),
        OptionalDouble.empty());
  }

  /** A step whose learning rate is known, of a run whose seed is 0. */
  public Step(
      Network network,
      Loss loss,
      DataType dataType,
      ByteBuffer theta0,
      ByteBuffer theta1,
      ByteBuffer gradient,
      double learningRate) {
    this(network, loss, dataType, theta0, theta1, gradient, OptionalDouble.of(learningRate));
  }

  private static void check(String name, ByteBuffer vector, Network network, DataType type) {
    long expected = network.parameterCount() * type.getNumOfBytes();
    if (vector.remaining() != expected) {
      throw new IllegalArgumentException(
          "%s: expected %d bytes, %d parameters of network %s in %s; found %d"
              .formatted(
                  name,
                  expected,
                  network.parameterCount(),
                  network.name(),
                  type.name().toLowerCase(Locale.ROOT),
                  vector.remaining()));
    }
  }

  /** Whether the batch's gradient came with the step, so that none has to be computed. */
  public boolean hasGradientOn(BatchChoice choice) {
    return gradient != null && choice.equals(BatchChoice.own());
  }
}
