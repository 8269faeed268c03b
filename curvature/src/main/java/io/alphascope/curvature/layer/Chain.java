package io.alphascope.curvature.layer;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network without branches, from the outputs back to the first layer.
 *
 * <p>Of a network whose layers have derivatives sample by sample.
 *
 * @param links the last node first
 * @param missing why there is no such chain, naming the node; empty if there is
 */
record Chain(List<Link> links, Optional<String> missing) {

  /**
   * A node.
   *
   * @param operand which of its operands comes from the link below; −1: none, it is the first layer
   */
  record Link(Node node, int operand) {}

  /** Elements of one value of one sample; what goes back through it is a matrix of their square. */
  private static final long MOST_ELEMENTS = 5000;

  static Chain of(Network network) {
    Chain chain = withoutBranches(network);
    return chain.missing().isPresent() ? chain : new Chain(chain.links(), chain.tooLarge(network));
  }

  Set<Node> nodes() {
    return links.stream().map(Link::node).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Optional<String> tooLarge(Network network) {
    return network.results(nodes()).entrySet().stream()
        .filter(result -> elements(result.getValue()) > MOST_ELEMENTS)
        .map(
            result ->
                "%s gives %d elements a sample; a matrix of their square is averaged, so at most %d are taken"
                    .formatted(result.getKey().title(), elements(result.getValue()), MOST_ELEMENTS))
        .findFirst();
  }

  private static long elements(Shape result) {
    return result.dimension() == 0 ? 1 : result.slice(1).size();
  }

  private static Chain withoutBranches(Network network) {
    Dependence dependence = Dependence.of(network);
    Map<String, Node> makers = new HashMap<>();
    network.graph().nodes().forEach(node -> node.outputs().forEach(out -> makers.put(out, node)));
    List<Link> links = new ArrayList<>();
    String value = network.graph().output();
    while (dependence.moves(value)) {
      Node node = makers.get(value);
      int operand = -1;
      for (int each = 0; each < node.inputs().size(); each++) {
        if (dependence.moves(node.inputs().get(each))) {
          if (operand >= 0) {
            return new Chain(
                List.of(), Optional.of("%s joins two branches".formatted(node.title())));
          }
          operand = each;
        }
      }
      int below = operand;
      if (IntStream.range(0, node.inputs().size())
          .anyMatch(
              each ->
                  below >= 0
                      && each != below
                      && dependence.onBatch().contains(node.inputs().get(each)))) {
        return new Chain(
            List.of(), Optional.of("%s takes two values of the batch".formatted(node.title())));
      }
      links.add(new Link(node, operand));
      if (operand < 0) {
        break;
      }
      value = node.inputs().get(operand);
    }
    return new Chain(links, Optional.empty());
  }
}
