package io.alphascope.workload.operator;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Value;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;

/**
 * How many multiply-adds the values of a node take. Products have their own; of the others, what is
 * linear moves elements or adds them up and counts as nothing, the rest as one for each element of
 * its results.
 */
public final class MultiplyAdds {

  /** From a node's operands and the shape of its result, which is not empty. */
  private static final Map<String, ToLongBiFunction<Call, Shape>> PRODUCTS =
      Map.of(
          "MatMul", (call, y) -> y.size() * last(call.shape(0), 1),
          "Gemm", (call, y) -> y.size() * call.shape(0).size() / y.get(0),
          "Einsum", (call, y) -> einsteinSum(call),
          // Zeros that a transposed convolution puts between elements are multiplied too.
          "Conv", (call, y) -> y.size() * call.shape(1).size() / y.get(1),
          "ConvTranspose", (call, y) -> y.size() * call.shape(1).size() / y.get(1),
          "LSTM", (call, y) -> recurrent(call),
          "GRU", (call, y) -> recurrent(call),
          "RNN", (call, y) -> recurrent(call),
          "Attention", (call, y) -> (call.shape(0).size() + y.size()) * last(call.shape(1), 2));

  private MultiplyAdds() {}

  /**
   * Of a node that has been computed.
   *
   * @param results those that somebody reads, in their order
   */
  public static long of(Operator operator, Call call, List<Value> results) {
    List<Shape> shapes =
        results.stream()
            .filter(Jet.class::isInstance)
            .map(result -> ((Jet) result).shape())
            .filter(shape -> shape.size() > 0)
            .toList();
    if (shapes.isEmpty()) {
      return 0;
    }
    ToLongBiFunction<Call, Shape> product = PRODUCTS.get(operator.name());
    if (product != null) {
      return product.applyAsLong(call, shapes.get(0));
    }
    return operator.degree() == Degree.LINEAR ? 0 : shapes.stream().mapToLong(Shape::size).sum();
  }

  /** A length counted from the last axis, which is 1. */
  private static long last(Shape shape, int axis) {
    return shape.get(shape.dimension() - axis);
  }

  /** Both weights for each element of a sequence. */
  private static long recurrent(Call call) {
    Shape x = call.shape(0);
    return x.get(0) * x.get(1) * (call.shape(1).size() + call.shape(2).size());
  }

  /** One for each combination of indices; none of one operand, whose elements are added up. */
  private static long einsteinSum(Call call) {
    if (call.size() == 1) {
      return 0;
    }
    int[] ranks = call.jets().stream().mapToInt(Jet::rank).toArray();
    List<List<Integer>> labels =
        Equation.of(call.attributes().text("equation", ""), ranks).operands();
    return labels.stream()
        .flatMap(List::stream)
        .distinct()
        .mapToLong(
            label ->
                IntStream.range(0, ranks.length)
                    .filter(operand -> labels.get(operand).contains(label))
                    .mapToLong(
                        operand -> call.shape(operand).get(labels.get(operand).indexOf(label)))
                    .max()
                    .orElseThrow())
        .reduce(1, Math::multiplyExact);
  }
}
