package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;

import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All operators there are. */
public final class Operators {

  private static final Map<String, Operator> ALL =
      List.of(
              // Products
              single("Gemm", BILINEAR, Products::gemm, "alpha", "beta", "transA", "transB"),
              single("MatMul", BILINEAR, Products::matmul),
              // Arithmetic
              single("Add", LINEAR, call -> call.taylor().add(call.jet(0), call.jet(1))),
              single("Mul", BILINEAR, call -> call.taylor().multiply(call.jet(0), call.jet(1))),
              // Elementwise functions
              unary("Tanh", CURVED, Elementwise::tanh),
              unary("Sigmoid", CURVED, Elementwise::sigmoid),
              // Selections
              unary("Relu", CURVED, Selections::relu),
              // Shapes
              unary("Flatten", LINEAR, Shapes::flatten, "axis"),
              single("Reshape", LINEAR, Shapes::reshape, "allowzero"))
          .stream()
          .collect(Collectors.toUnmodifiableMap(Operator::name, Function.identity()));

  private Operators() {}

  /** Names of all operators, in alphabetical order. */
  public static TreeSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  /**
   * The operator of a node.
   *
   * @throws UnsupportedOperatorException if there is none, or it refuses the node
   */
  public static Operator of(Node node) {
    refusal(node)
        .ifPresent(
            reason -> {
              throw new UnsupportedOperatorException(List.of(reason));
            });
    return ALL.get(node.operator());
  }

  /**
   * Checks every node.
   *
   * @throws UnsupportedOperatorException naming all that cannot be computed
   */
  public static void check(Graph graph) {
    List<String> refusals =
        graph.nodes().stream()
            .map(node -> DropoutInTraining.refusal(node, graph).or(() -> refusal(node)))
            .flatMap(Optional::stream)
            .toList();
    if (!refusals.isEmpty()) {
      throw new UnsupportedOperatorException(refusals);
    }
  }

  private static Optional<String> refusal(Node node) {
    return reason(node).map(reason -> "%s: %s".formatted(node.title(), reason));
  }

  private static Optional<String> reason(Node node) {
    Operator operator = ALL.get(node.operator());
    if (operator == null || !node.domain().isEmpty()) {
      return Optional.of(MissingRule.reason(node));
    }
    String unknown =
        node.attributes().names().stream()
            .filter(name -> !operator.attributes().contains(name))
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      return Optional.of("its rule does not know the attribute " + unknown);
    }
    return operator.refusal().apply(node);
  }
}
