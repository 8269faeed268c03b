package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All operators there are, each entered in the class of its family, beside its rule. */
public final class Operators {

  private static final Map<String, Operator> ALL =
      Stream.of(
              Products.OPERATORS,
              EinsteinSum.OPERATORS,
              Convolutions.OPERATORS,
              Arithmetic.OPERATORS,
              Elementwise.OPERATORS,
              Activations.OPERATORS,
              Selections.OPERATORS,
              Steps.OPERATORS,
              Comparisons.OPERATORS,
              Reductions.OPERATORS,
              Extremes.OPERATORS,
              Softmaxes.OPERATORS,
              Normalisations.OPERATORS,
              LossOperators.OPERATORS,
              Recurrent.OPERATORS,
              Attention.OPERATORS,
              Shapes.OPERATORS,
              Types.OPERATORS,
              Dropout.OPERATORS,
              Joining.OPERATORS,
              AveragePooling.OPERATORS,
              MaxPooling.OPERATORS,
              Slicing.OPERATORS,
              Indexing.OPERATORS,
              Padding.OPERATORS,
              Resizing.OPERATORS,
              Generators.OPERATORS)
          .flatMap(List::stream)
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

  /** Whether what a graph computes for one sample depends on the others of its batch. */
  public static boolean coupleSamples(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> of(node).couplesSamples().test(node));
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
