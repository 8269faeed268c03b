package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;
import static io.alphascope.workload.operator.Rows.OF_FIRST;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Normalisations, all but one of them by {@link Standardisation}, and then scaled. */
final class Normalisations {

  static final List<Operator> OPERATORS =
      List.of(
          normalisation("LayerNormalization", Normalisations::layer, "axis", "stash_type")
              .scaling(node -> Scaling.TRAILING),
          normalisation("RMSNormalization", Normalisations::rms, "axis", "stash_type")
              .scaling(node -> Scaling.TRAILING),
          normalisation("InstanceNormalization", Normalisations::instance)
              .keeping(OF_FIRST)
              .scaling(node -> Scaling.CHANNELS),
          normalisation("GroupNormalization", Normalisations::group, "num_groups", "stash_type")
              .keeping(OF_FIRST)
              .scaling(node -> node.opset() < 21 ? Scaling.NONE : Scaling.CHANNELS),
          normalisation("BatchNormalization", Normalisations::batch, "momentum", "training_mode")
              .coupling(Normalisations::usesBatchStatistics)
              .keeping(OF_FIRST)
              .scaling(node -> Scaling.CHANNELS),
          unary("LpNormalization", CURVED, Normalisations::lp, "axis", "p"));
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
    long[] axes = LongStream.range(first, x.rank()).toArray();
    Jet y = Standardisation.of(call.taylor(), x, axes, epsilon(call), true).jet(call.taylor());
    return call.taylor().multiplyAdd(y, scale, bias);
  }

  /** y = scale x / √(mean(x²) + ε). */
  static Jet rms(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    int first = Call.axis(call.attributes().integer("axis", -1), x.rank());
    long[] axes = LongStream.range(first, x.rank()).toArray();
    Jet y = Standardisation.of(taylor, x, axes, epsilon(call), false).jet(taylor);
    return taylor.multiply(y, call.jet(1));
  }

  static Jet instance(Call call) {
    return groups(call, call.jet(0).length(1), false);
  }

  /** Scale and bias: a number a group before opset 21, a number a channel from then on. */
  static Jet group(Call call) {
    Jet x = call.jet(0);
    long groups = call.attributes().integer("num_groups", 1);
    if (x.length(1) % groups != 0) {
      throw new IllegalArgumentException(
          "%d channels do not make %d groups".formatted(x.length(1), groups));
    }
    return groups(call, groups, call.node().opset() < 21);
  }

  private static Jet groups(Call call, long groups, boolean numbersPerGroup) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    long channels = x.length(1) / groups;
    UnaryOperator<NDArray> aligned =
        array -> Torch.reshape(array, groups, numbersPerGroup ? 1 : channels, 1);
    Jet scale = taylor.linear(call.jet(1), aligned);
    Jet bias = taylor.linear(call.jet(2), aligned);
    Jet grouped =
        taylor.linear(x, array -> Torch.reshape(array, x.length(0), groups, channels, -1));
    Jet y =
        x.isConstant()
            ? taylor.multiplyAdd(standardised(taylor, grouped, epsilon(call)), scale, bias)
            : Standardisation.of(taylor, grouped, new long[] {2, 3}, epsilon(call), true)
                .scaled(taylor, scale, bias);
    return taylor.linear(y, array -> Torch.reshape(array, x.shape().getShape()));
  }

  /** By PyTorch's own operation, over the axes from 2 on. */
  private static Jet standardised(Taylor taylor, Jet x, double epsilon) {
    Shape shape = x.shape().slice(2);
    return Jet.constant(
        Torch.normalise(
            x.value(),
            2,
            Torch.broadcast(taylor.scalar(1), shape),
            Torch.broadcast(taylor.scalar(0), shape),
            epsilon));
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
    UnaryOperator<NDArray> aligned = Products.alongChannels(x.rank());
    return Standardisation.of(taylor, x, axes, epsilon(call), true)
        .scaled(taylor, taylor.linear(scale, aligned), taylor.linear(bias, aligned));
  }

  /** y = k x + (bias − k mean), k = scale/√(variance + ε). */
  private static Jet byGivenStatistics(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    Jet epsilon = Jet.constant(taylor.scalar(epsilon(call)));
    Jet deviation = Elementwise.sqrt(taylor.add(call.jet(4), epsilon), call);
    Jet k = taylor.divide(call.jet(1), deviation);
    Jet shift = taylor.subtract(call.jet(2), taylor.multiply(k, call.jet(3)));
    UnaryOperator<NDArray> aligned = Products.alongChannels(x.rank());
    return taylor.multiplyAdd(x, taylor.linear(k, aligned), taylor.linear(shift, aligned));
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

  private static boolean allConstant(Jet x, Jet scale, Jet bias) {
    return x.isConstant() && scale.isConstant() && (bias == null || bias.isConstant());
  }

  private static Operator normalisation(
      String name, Function<Call, Jet> rule, String... attributes) {
    return single(name, CURVED, rule, attributes)
        .knowing("epsilon")
        .refusing(Normalisations::firstResultOnly);
  }
}
