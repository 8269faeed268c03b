package io.alphascope.curvature;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A small network on random data, for observing and for computing by hand. */
final class Problem {
  final Network network;
  final Activation activation;
  final Loss loss;
  final double[][] inputs;
  final double[][] targets;
  final boolean labels;
  final double[] theta;
  final ReferenceNetwork reference;

  /**
   * @param labels whether the targets are classes; else rows of positive numbers
   */
  Problem(int[] widths, Activation activation, Loss loss, int samples, boolean labels, long seed) {
    Random random = new Random(seed);
    this.network =
        Network.of(
            Arrays.stream(widths).mapToObj(String::valueOf).collect(Collectors.joining("-")),
            activation);
    this.activation = activation;
    this.loss = loss;
    this.labels = labels;
    int outputs = widths[widths.length - 1];
    this.inputs = new double[samples][widths[0]];
    this.targets = new double[samples][outputs];
    for (int i = 0; i < samples; i++) {
      Arrays.setAll(inputs[i], k -> random.nextGaussian());
      int label = random.nextInt(outputs);
      Arrays.setAll(targets[i], c -> labels ? (c == label ? 1 : 0) : random.nextDouble());
    }
    this.theta = direction(random.nextLong());
    this.reference = new ReferenceNetwork(widths, activation, loss, inputs, targets);
  }

  /** A random vector over the parameters. */
  double[] direction(long seed) {
    Random random = new Random(seed);
    double[] direction = new double[Math.toIntExact(network.parameterCount())];
    Arrays.setAll(direction, k -> 0.5 * random.nextGaussian());
    return direction;
  }

  Step step(double[] d) {
    return step(d, DataType.FLOAT64, null);
  }

  Step step(double[] d, DataType type, double[] gradient) {
    return new Step(
        network,
        loss,
        type,
        bytes(theta, type),
        bytes(ReferenceNetwork.along(theta, d, 1), type),
        gradient == null ? null : bytes(gradient, type),
        0.01);
  }

  Batch batch(DataType type) {
    double[] flat = Arrays.stream(inputs).flatMapToDouble(Arrays::stream).toArray();
    return new Batch(
        type, new Shape(inputs.length, inputs[0].length), bytes(flat, type), targets());
  }

  private Targets targets() {
    double[] flat = Arrays.stream(targets).flatMapToDouble(Arrays::stream).toArray();
    if (!labels) {
      return Targets.dense(flat, targets[0].length);
    }
    if (loss.kind() == Loss.Kind.BINARY_CROSS_ENTROPY) {
      return Targets.labels(
          Arrays.stream(flat).mapToInt(t -> (int) t).toArray(), targets[0].length);
    }
    int[] classes = new int[targets.length];
    for (int i = 0; i < classes.length; i++) {
      while (targets[i][classes[i]] == 0) {
        classes[i]++;
      }
    }
    return Targets.labels(classes);
  }

  /** What an observer says of θ₀ → θ₀ + d, the vectors included. */
  Observed observe(double[] d, String... curvatures) {
    Step step = step(d);
    List<CurvatureName> names = Arrays.stream(curvatures).map(CurvatureName::parse).toList();
    Map<CurvatureName, double[]> products = new HashMap<>();
    try (StepObserver observer = StepObserver.withProducts()) {
      List<Observation> observations =
          observer.observe(
              step,
              names,
              choice -> batch(DataType.FLOAT64),
              (name, product) -> products.put(name, doubles(product)));
      return new Observed(observations, names.stream().map(products::get).toList());
    }
  }

  record Observed(List<Observation> observations, List<double[]> products) {

    Observation only() {
      return observations.get(0);
    }

    double[] product() {
      return products.get(0);
    }
  }

  static ByteBuffer bytes(double[] values, DataType type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * type.getNumOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (type == DataType.FLOAT64) {
        bytes.putDouble(value);
      } else {
        bytes.putFloat((float) value);
      }
    }
    return bytes.flip();
  }

  static double[] doubles(ByteBuffer bytes) {
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }
}
