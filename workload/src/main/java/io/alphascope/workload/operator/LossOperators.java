package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.several;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Losses of classes, −w_y log p_y at each position. Operands: scores or logarithms of probabilities
 * [n, C, …], classes y [n, …], weights w [C]. {@code mean} divides by the sum of the weights that
 * count, as PyTorch does.
 */
final class LossOperators {

  static final List<Operator> OPERATORS =
      List.of(
          several(
                  "SoftmaxCrossEntropyLoss",
                  CURVED,
                  LossOperators::crossEntropy,
                  "ignore_index",
                  "reduction")
              .refusing(LossOperators::refusal)
              .coupling(LossOperators::reduces),
          single(
                  "NegativeLogLikelihoodLoss",
                  LINEAR,
                  LossOperators::negativeLogLikelihood,
                  "ignore_index",
                  "reduction")
              .refusing(LossOperators::refusal)
              .coupling(LossOperators::reduces));

  private LossOperators() {}

  static Optional<String> refusal(Node node) {
    String reduction = reduction(node);
    return Set.of("none", "sum", "mean").contains(reduction)
        ? Optional.empty()
        : Optional.of("reduction '%s' is not none, sum or mean".formatted(reduction));
  }

  /** Whether a node adds up the losses of a batch. */
  static boolean reduces(Node node) {
    return !reduction(node).equals("none");
  }

  private static String reduction(Node node) {
    return node.attributes().text("reduction", "mean");
  }

  /** The loss, and the logarithms of the probabilities. */
  static List<Value> crossEntropy(Call call) {
    Jet logarithms = Softmaxes.logSoftmax(call.taylor(), call.jet(0), 1);
    return List.of(negativeLogLikelihood(logarithms, call), logarithms);
  }

  static Jet negativeLogLikelihood(Call call) {
    return negativeLogLikelihood(call.jet(0), call);
  }

  private static Jet negativeLogLikelihood(Jet logarithms, Call call) {
    Taylor taylor = call.taylor();
    Shape positions = logarithms.shape().slice(0, 1).addAll(logarithms.shape().slice(2));
    long[] classes = classes(call, positions, logarithms.length(1));
    double[] weights = weights(call, classes, logarithms.length(1));
    NDArray places =
        Torch.create(
            taylor.manager(),
            positions.slice(0, 1).addAll(new Shape(1)).addAll(positions.slice(1)),
            LongStream.of(classes).map(y -> Math.max(y, 0)).toArray());
    NDArray factors =
        Torch.create(
            taylor.manager(),
            taylor.type(),
            positions,
            Arrays.stream(weights).map(weight -> -weight).toArray());
    NDArray counts = factors.neq(taylor.scalar(0));
    Jet picked =
        taylor.linear(
            logarithms,
            array -> Torch.reshape(Torch.gather(array, places, 1), positions.getShape()));
    Jet losses =
        taylor.linear(picked, array -> Torch.where(counts, array.mul(factors), taylor.scalar(0)));
    if (!reduces(call.node())) {
      return losses;
    }
    long[] axes = LongStream.range(0, positions.dimension()).toArray();
    Jet sum = Reductions.sum(taylor, losses, axes, false);
    return reduction(call.node()).equals("sum")
        ? sum
        : taylor.scale(sum, 1 / Arrays.stream(weights).sum());
  }

  /** One for each position; −1: it does not count. */
  private static long[] classes(Call call, Shape positions, long count) {
    if (!call.shape(1).equals(positions)) {
      throw new IllegalArgumentException(
          "classes: expected shape %s, found %s".formatted(positions, call.shape(1)));
    }
    long ignored = call.attributes().integer("ignore_index", Long.MIN_VALUE);
    long[] classes = call.array(1).toLongArray();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == ignored) {
        classes[i] = -1;
      } else if (classes[i] < 0 || classes[i] >= count) {
        throw new IllegalArgumentException(
            "class %d, element %d, is outside 0..%d and not ignore_index"
                .formatted(classes[i], i, count - 1));
      }
    }
    return classes;
  }

  /** Those of the positions' classes. */
  private static double[] weights(Call call, long[] classes, long count) {
    double[] ofClasses = new double[Math.toIntExact(count)];
    Arrays.fill(ofClasses, 1);
    if (call.has(2)) {
      if (!call.jet(2).isConstant()) {
        throw new IllegalArgumentException("weights of classes that are parameters");
      }
      ofClasses = Torch.doubles(call.array(2));
    }
    double[] weights = new double[classes.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = classes[i] < 0 ? 0 : ofClasses[(int) classes[i]];
    }
    return weights;
  }
}
