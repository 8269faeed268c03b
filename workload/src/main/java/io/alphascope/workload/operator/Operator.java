package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator computes.
 *
 * @param attributes those that it knows; a node with another one is refused
 * @param ofShapesAlone whether its results depend on the shapes of its operands alone
 * @param rows what a row of its one result depends on
 * @param couplesSamples whether a node's results for one sample depend on the others of the batch
 * @param refusal why a node cannot be computed, whatever its operands; empty: it can
 * @param unfolding its form as a matrix product with its second operand; null: it has none
 * @param scaling whether operands scale and shift its result
 */
public record Operator(
    String name,
    Degree degree,
    Set<String> attributes,
    boolean ofShapesAlone,
    Function<Node, Rows> rows,
    Predicate<Node> couplesSamples,
    Function<Node, Optional<String>> refusal,
    Unfolding unfolding,
    Function<Node, Scaling> scaling,
    Rule rule) {

  /** An operator with one result. */
  static Operator single(
      String name, Degree degree, Function<Call, ? extends Value> rule, String... attributes) {
    return several(name, degree, call -> List.of(rule.apply(call)), attributes);
  }

  /** An operator with several results. */
  static Operator several(String name, Degree degree, Rule rule, String... attributes) {
    return new Operator(
        name,
        degree,
        Set.of(attributes),
        false,
        node -> Rows.MIXED,
        node -> false,
        node -> Optional.empty(),
        null,
        node -> Scaling.NONE,
        rule);
  }

  /** A function of one operand. */
  static Operator unary(String name, Degree degree, UnaryRule rule, String... attributes) {
    return single(name, degree, call -> rule.apply(call.jet(0), call), attributes);
  }

  /** A function of one number. */
  static Operator elementwise(String name, UnaryRule rule, String... attributes) {
    return unary(name, Degree.ELEMENTWISE, rule, attributes).keeping(Rows.OF_FIRST);
  }

  /** A rule for one operand. */
  @FunctionalInterface
  interface UnaryRule {
    Jet apply(Jet x, Call call);
  }

  /** The same operator, which knows further attributes. */
  Operator knowing(String... more) {
    Set<String> known =
        Stream.concat(attributes.stream(), Stream.of(more)).collect(Collectors.toSet());
    return new Operator(
        name,
        degree,
        known,
        ofShapesAlone,
        rows,
        couplesSamples,
        refusal,
        unfolding,
        scaling,
        rule);
  }

  /** The same operator, which refuses some nodes. */
  Operator refusing(Function<Node, Optional<String>> refusal) {
    return new Operator(
        name,
        degree,
        attributes,
        ofShapesAlone,
        rows,
        couplesSamples,
        refusal,
        unfolding,
        scaling,
        rule);
  }

  /** The same operator, known to depend on shapes alone. */
  Operator onShapes() {
    return new Operator(
        name, degree, attributes, true, rows, couplesSamples, refusal, unfolding, scaling, rule);
  }

  /** The same operator, known to keep rows apart. */
  Operator keeping(Rows rows) {
    return keeping(node -> rows);
  }

  /** The same operator, known to keep rows apart at some nodes. */
  Operator keeping(Function<Node, Rows> rows) {
    return new Operator(
        name,
        degree,
        attributes,
        ofShapesAlone,
        rows,
        couplesSamples,
        refusal,
        unfolding,
        scaling,
        rule);
  }

  /** The same operator, known to be a matrix product with its second operand. */
  Operator unfolding(Unfolding unfolding) {
    return new Operator(
        name,
        degree,
        attributes,
        ofShapesAlone,
        rows,
        couplesSamples,
        refusal,
        unfolding,
        scaling,
        rule);
  }

  /** The same operator, known to scale and shift at some nodes. */
  Operator scaling(Function<Node, Scaling> scaling) {
    return new Operator(
        name,
        degree,
        attributes,
        ofShapesAlone,
        rows,
        couplesSamples,
        refusal,
        unfolding,
        scaling,
        rule);
  }

  /** The same operator, some nodes of which couple the samples of a batch. */
  Operator coupling(Predicate<Node> couplesSamples) {
    return new Operator(
        name,
        degree,
        attributes,
        ofShapesAlone,
        rows,
        couplesSamples,
        refusal,
        unfolding,
        scaling,
        rule);
  }

  /**
   * Computes a node's results.
   *
   * @throws NodeException naming node, operands and what is wrong
   */
  public List<Value> apply(Call call) {
    List<Value> results;
    try {
      results = rule.apply(call);
    } catch (RuntimeException e) {
      throw NodeException.of(call, e);
    }
    int asked = asked(call.node().outputs());
    if (results.size() < asked) {
      throw NodeException.of(
          call,
          new IllegalArgumentException(
              "it gives %d results, %d are asked for".formatted(results.size(), asked)));
    }
    return results;
  }

  /** Results up to the last that somebody asks for. */
  private static int asked(List<String> outputs) {
    int asked = outputs.size();
    while (asked > 0 && outputs.get(asked - 1).isEmpty()) {
      asked--;
    }
    return asked;
  }
}
