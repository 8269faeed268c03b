package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Normalisations, all but one of them by {@link Standardisation}, and then scaled. */
final class Normalisations {
  private static final double EPSILON = 1e-5;

  private Normalisations() {}

  private static double epsilon(Call call) {
    return call.attributes().real("epsilon", EPSILON);
  }

  /** Refuses results beyond the first that are asked for. */
  static Optional<String> firstResultOnly(Node node) {
    return node.outputs().stream().skip(1).allMatch(String::isEmpty)
        ? Optional.empty()
        : Optional.of("only its first result is supported");
  }

  static Jet layer(Call call) {
    Jet x = call.jet(0);
    Jet scale = call.jet(1);
    Jet bias = call.jetOrNull(2);
    int first = Call.axis(call.attributes().integer("axis", -1), x.rank());
    Shape shape = x.shape().slice(first);
    if (allConstant(x, scale, bias) && scale.shape().equals(shape)) {
      NDArray shift = Torch.broadcast(bias == null ? call.taylor().scalar(0) : bias.value(), shape);
      return Jet.constant(Torch.normalise(x.value(), first, scale.value(), shift, epsilon(call)));
    }
    Jet y = Standardisation.trailing(call.taylor(), x, first, epsilon(call));
    return scaled(call.taylor(), y, scale, bias, UnaryOperator.identity());
  }

  /** y = scale x / √(mean(x²) + ε). */
  static Jet rms(Call call) {
    Jet x = call.jet(0);
    int first = Call.axis(call.attributes().integer("axis", -1), x.rank());
    long[] axes = LongStream.range(first, x.rank()).toArray();
    Jet y = Standardisation.of(call.taylor(), x, axes, epsilon(call), false);
    return call.taylor().multiply(y, call.jet(1));
  }

  static Jet instance(Call call) {
    Jet x = call.jet(0);
    Jet y = Standardisation.trailing(call.taylor(), x, 2, epsilon(call));
    return scaled(call.taylor(), y, call.jet(1), call.jet(2), Products.alongChannels(x.rank()));
  }

  /** Scale and bias: a number a group before opset 21, a number a channel from then on. */
  static Jet group(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    long groups = call.attributes().integer("num_groups", 1);
    if (x.length(1) % groups != 0) {
      throw new IllegalArgumentException(
          "%d channels do not make %d groups".formatted(x.length(1), groups));
    }
    Jet grouped = taylor.linear(x, array -> Torch.reshape(array, x.length(0), groups, -1));
    Jet y = Standardisation.trailing(taylor, grouped, 2, epsilon(call));
    boolean perGroup = call.node().opset() < 21;
    if (perGroup) {
      y = scaled(taylor, y, call.jet(1), call.jet(2), Products.alongChannels(3));
    }
    y = taylor.linear(y, array -> Torch.reshape(array, x.shape().getShape()));
    return perGroup
        ? y
        : scaled(taylor, y, call.jet(1), call.jet(2), Products.alongChannels(x.rank()));
  }

  /**
   * Before opset 14 files have no {@code training_mode}, and the results that a node names tell
   * whether it trains; but who uses a file may set it in any opset.
   */
  static boolean usesBatchStatistics(Node node) {
    return node.attributes().flag("training_mode", false)
        || node.opset() < 14 && node.outputs().size() > 1;
  }

  static Jet batch(Call call) {
    return usesBatchStatistics(call.node()) ? byBatchStatistics(call) : byGivenStatistics(call);
  }

  /** Mean and variance (divided by n) are those of the batch, and depend on all of it. */
  private static Jet byBatchStatistics(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    Jet scale = call.jet(1);
    Jet bias = call.jet(2);
    if (allConstant(x, scale, bias)) {
      return Jet.constant(
          Torch.batchNormalise(x.value(), scale.value(), bias.value(), epsilon(call)));
    }
    long[] axes = LongStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    Jet y = Standardisation.of(taylor, x, axes, epsilon(call), true);
    return scaled(taylor, y, scale, bias, Products.alongChannels(x.rank()));
  }

  /** y = k x + (bias − k mean), k = scale/√(variance + ε). */
  private static Jet byGivenStatistics(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    Jet epsilon = Jet.constant(taylor.scalar(epsilon(call)));
    Jet deviation = Elementwise.sqrt(taylor.add(call.jet(4), epsilon), call);
    Jet k = taylor.divide(call.jet(1), deviation);
    Jet shift = taylor.subtract(call.jet(2), taylor.multiply(k, call.jet(3)));
    return scaled(taylor, x, k, shift, Products.alongChannels(x.rank()));
  }

  /** y = x/‖x‖ along an axis; 0 stays 0. */
  static Jet lp(Jet x, Call call) {
    Taylor taylor = call.taylor();
    long[] axes = {Call.axis(call.attributes().integer("axis", -1), x.rank())};
    Jet norm =
        call.attributes().integer("p", 2) == 1
            ? Reductions.sum(taylor, Selections.abs(x, call), axes, true)
            : Reductions.l2(x, axes, true, call);
    NDArray none = norm.value().eq(taylor.scalar(0));
    return taylor.divide(x, taylor.where(none, Jet.constant(taylor.scalar(1)), norm));
  }

  private static Jet scaled(
      Taylor taylor, Jet x, Jet scale, Jet bias, UnaryOperator<NDArray> aligned) {
    Jet y = taylor.multiply(x, taylor.linear(scale, aligned));
    return bias == null ? y : taylor.add(y, taylor.linear(bias, aligned));
  }

  private static boolean allConstant(Jet x, Jet scale, Jet bias) {
    return x.isConstant() && scale.isConstant() && (bias == null || bias.isConstant());
  }
}
