package io.alphascope.curvature.layer;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.operator.Operators;
import java.util.HashSet;
import java.util.Set;

/**
 * What the values of a network depend on, by name; shapes do not count.
 *
 * @param onParameters on parameters, these included
 * @param onParametersAlone on nothing else, these included: a transposed one, say
 * @param onBatch on the inputs, these included
 */
record Dependence(Set<String> onParameters, Set<String> onParametersAlone, Set<String> onBatch) {

  static Dependence of(Network network) {
    Dependence found =
        new Dependence(
            new HashSet<>(network.parameterNames()),
            new HashSet<>(network.parameterNames()),
            new HashSet<>());
    network.inputs().forEach(input -> found.onBatch.add(input.name()));
    network.graph().nodes().stream()
        .filter(node -> !Operators.of(node).ofShapesAlone())
        .forEach(found::follow);
    return found;
  }

  private void follow(Node node) {
    if (node.inputs().stream().anyMatch(onParameters::contains)) {
      onParameters.addAll(node.outputs());
      if (node.inputs().stream()
          .allMatch(name -> name.isEmpty() || onParametersAlone.contains(name))) {
        onParametersAlone.addAll(node.outputs());
      }
    }
    if (node.inputs().stream().anyMatch(onBatch::contains)) {
      onBatch.addAll(node.outputs());
    }
  }

  /** Whether a value moves with parameters, and is none. */
  boolean moves(String value) {
    return onParameters.contains(value) && !onParametersAlone.contains(value);
  }

  /** Whether a node's results depend on parameters and on the batch. */
  boolean isOnTheWay(Node node) {
    return !Operators.of(node).ofShapesAlone()
        && node.inputs().stream().anyMatch(onParameters::contains)
        && node.inputs().stream().anyMatch(onBatch::contains);
  }
}
