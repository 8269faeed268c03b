package io.alphascope.curvature.line;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The sweep and the reverse passes of random graphs, against differences of their gradients. */
class RandomGraphsTest {

  private static final int SAMPLES = 3;
  private static final double H = 1e-4;
  private static final Loss LOSS = new Loss(Loss.Kind.SQUARED_ERROR, Loss.Reduction.MEAN);

  private record Point(NDManager manager, Line line, Random random, double[] theta, double[] d) {

    /** Sweeps from θ₀ + α d. */
    void sweep(double alpha, double[] inputs, BiConsumer<Line, LossCurve> use) {
      double[] from = along(theta, d, alpha);
      line.aim(bytes(from), bytes(along(from, d, 1)));
      try (NDManager scope = manager.newSubManager()) {
        NDArray x = Torch.create(scope, DataType.FLOAT64, inputShape(), inputs);
        Network network = line.network();
        OutputCurve outputs =
            OutputCurve.sweep(
                line, List.of(x), network.parameters(), SweepOptions.recorded(2), scope);
        int width = Math.toIntExact(outputs.jet().shape().get(1));
        Targets targets = Targets.dense(new double[SAMPLES * width], width);
        try (LossCurve curve = LossCurve.of(LOSS, outputs, targets)) {
          use.accept(line, curve);
        }
      }
    }

    double[] gradient(double alpha, double[] inputs) {
      double[][] found = new double[1][];
      sweep(
          alpha,
          inputs,
          (at, curve) -> {
            ParameterVector g = ParameterVector.zero(at, true);
            curve.reversePasses().gradient(g);
            found[0] = doubles(g.elements());
          });
      return found[0];
    }
  }

  private static Shape inputShape() {
    return new Shape(SAMPLES, RandomGraph.INPUTS);
  }

  @Property(tries = 60)
  void productsAreDifferencesOfTheGradient(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int parts) {
    Random random = new Random(seed);
    Network network = RandomGraph.network(random, parts);
    int size = Math.toIntExact(network.parameterCount());
    double[] inputs = normal(random, SAMPLES * RandomGraph.INPUTS, 1);
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Line line = new Line(network, DataType.FLOAT64, Device.cpu())) {
      Point point =
          new Point(manager, line, random, normal(random, size, 0.5), normal(random, size, 0.3));
      double[] expected = difference(point, inputs);
      double slope = dot(point.gradient(0, inputs), point.d);
      point.sweep(
          0,
          inputs,
          (at, curve) -> {
            ParameterVector product = ParameterVector.zero(at, true);
            curve.reversePasses().hessianProduct(product);
            double[] found = doubles(product.elements());
            double tolerance = 1e-6 * (1e-3 + norm(expected));
            assertThat(norm(along(found, expected, -1)))
                .as("Hd of %s", network.name())
                .isLessThan(tolerance);
            double scale = curve.terms().scale();
            assertThat(scale * Arrays.stream(curve.hessian()).sum() - dot(found, point.d))
                .as("dᵀHd of %s", network.name())
                .isBetween(-tolerance * norm(point.d), tolerance * norm(point.d));
            assertThat(scale * Arrays.stream(curve.slopes()).sum() - slope)
                .as("dᵀg of %s", network.name())
                .isBetween(-1e-10 * (1 + Math.abs(slope)), 1e-10 * (1 + Math.abs(slope)));
          });
    }
  }

  /** Hd to fourth order in h. */
  private static double[] difference(Point point, double[] inputs) {
    double[] near = along(point.gradient(H, inputs), point.gradient(-H, inputs), -1);
    double[] far = along(point.gradient(2 * H, inputs), point.gradient(-2 * H, inputs), -1);
    double[] product = new double[near.length];
    Arrays.setAll(product, k -> (8 * near[k] - far[k]) / (12 * H));
    return product;
  }

  private static double[] normal(Random random, int count, double deviation) {
    return random.doubles(count).map(unused -> deviation * random.nextGaussian()).toArray();
  }

  private static double[] along(double[] from, double[] d, double alpha) {
    double[] at = from.clone();
    Arrays.setAll(at, k -> from[k] + alpha * d[k]);
    return at;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  private static ByteBuffer bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }

  private static double[] doubles(ByteBuffer bytes) {
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
