package io.alphascope.workload.graph;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A network as named values and the nodes between them, in an order in which every value is there
 * before it is used. What is trained is not marked here: a parameter is any value by its name (see
 * {@link #boundTo}).
 *
 * @param inputs what it is run on
 * @param literals tensors by the name of their value
 * @param declared shapes of values whose tensors are not in the graph: parameters that come from
 *     elsewhere
 * @param output name of the value that it computes
 */
public record Graph(
    List<GraphInput> inputs,
    List<Node> nodes,
    Map<String, Literal> literals,
    Map<String, Shape> declared,
    String output) {

  /**
   * @throws IllegalArgumentException if a value is used before it is there, made twice or never
   *     made, or if the output is none
   */
  public Graph {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    literals = Map.copyOf(literals);
    declared = Map.copyOf(declared);
    Set<String> known = new HashSet<>(literals.keySet());
    known.addAll(declared.keySet());
    inputs.forEach(input -> known.add(input.name()));
    Set<String> made = new HashSet<>();
    for (Node node : nodes) {
      for (String operand : node.inputs()) {
        if (!operand.isEmpty() && !known.contains(operand)) {
          throw new IllegalArgumentException(
              "%s uses the value '%s', which nothing before it makes"
                  .formatted(node.title(), operand));
        }
      }
      for (String result : node.outputs()) {
        if (!result.isEmpty() && !made.add(result)) {
          throw new IllegalArgumentException(
              "%s makes the value '%s' a second time".formatted(node.title(), result));
        }
        known.add(result);
      }
    }
    if (!known.contains(output)) {
      throw new IllegalArgumentException("nothing makes the output '%s'".formatted(output));
    }
  }

  /** Shape of a tensor of the graph, or of one declared; null: there is none of the name. */
  public Shape shapeOf(String name) {
    Literal literal = literals.get(name);
    return literal == null ? declared.get(name) : literal.shape();
  }

  /**
   * The graph with parameters given from outside: whatever it holds or computes for their names
   * counts no more, and what then serves no purpose is gone.
   */
  public Graph boundTo(Map<String, Shape> parameters) {
    Map<String, Node> makers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(result -> makers.put(result, node)));
    Set<String> needed = new HashSet<>();
    Set<Node> needful = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      String value = open.pop();
      if (value.isEmpty() || !needed.add(value) || parameters.containsKey(value)) {
        continue;
      }
      Node maker = makers.get(value);
      if (maker != null && needful.add(maker)) {
        open.addAll(maker.inputs());
      }
    }
    List<Node> kept = new ArrayList<>();
    for (Node node : nodes) {
      if (needful.contains(node)) {
        kept.add(withResults(node, name -> needed.contains(name) && !parameters.containsKey(name)));
      }
    }
    Map<String, Literal> keptLiterals = new HashMap<>(literals);
    keptLiterals.keySet().retainAll(needed);
    keptLiterals.keySet().removeAll(parameters.keySet());
    return new Graph(
        inputs.stream().filter(input -> !parameters.containsKey(input.name())).toList(),
        kept,
        keptLiterals,
        parameters,
        output);
  }

  /** The node with an empty name in place of every result that is not asked for. */
  private static Node withResults(Node node, Predicate<String> wanted) {
    return new Node(
        node.name(),
        node.operator(),
        node.domain(),
        node.opset(),
        node.inputs(),
        node.outputs().stream().map(name -> wanted.test(name) ? name : "").toList(),
        node.attributes());
  }
}
