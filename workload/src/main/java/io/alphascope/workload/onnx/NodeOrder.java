package io.alphascope.workload.onnx;

import io.alphascope.workload.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Puts nodes in an order in which every value is there before it is used, close to the one they are
 * in: ONNX asks for it, not every writer keeps to it.
 */
final class NodeOrder {

  private static final int NAMED = 5;

  private NodeOrder() {}

  /**
   * @param known values that are there before any node
   * @throws OnnxException if a value is made twice or never, or nodes wait for each other
   */
  static List<Node> of(List<Node> nodes, Set<String> known) {
    Map<String, Integer> makers = makers(nodes, known);
    int[] missing = new int[nodes.size()];
    List<List<Integer>> users = new ArrayList<>();
    nodes.forEach(node -> users.add(new ArrayList<>()));
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int user = 0; user < nodes.size(); user++) {
      for (String operand : nodes.get(user).inputs()) {
        if (operand.isEmpty() || known.contains(operand)) {
          continue;
        }
        Integer maker = makers.get(operand);
        if (maker == null) {
          throw new OnnxException(
              "%s uses the value '%s', which nothing makes: the file is damaged, or a part of a model"
                  .formatted(nodes.get(user).title(), operand));
        }
        users.get(maker).add(user);
        missing[user]++;
      }
      if (missing[user] == 0) {
        ready.add(user);
      }
    }
    List<Node> ordered = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      int next = ready.poll();
      ordered.add(nodes.get(next));
      for (int user : users.get(next)) {
        if (--missing[user] == 0) {
          ready.add(user);
        }
      }
    }
    if (ordered.size() < nodes.size()) {
      throw new OnnxException(
          "%d nodes wait for each other's results, among them %s"
              .formatted(nodes.size() - ordered.size(), waiting(nodes, missing)));
    }
    return ordered;
  }

  private static Map<String, Integer> makers(List<Node> nodes, Set<String> known) {
    Map<String, Integer> makers = new HashMap<>();
    for (int maker = 0; maker < nodes.size(); maker++) {
      for (String result : nodes.get(maker).outputs()) {
        if (!result.isEmpty() && (known.contains(result) || makers.put(result, maker) != null)) {
          throw new OnnxException(
              "%s makes the value '%s', which is there already"
                  .formatted(nodes.get(maker).title(), result));
        }
      }
    }
    return makers;
  }

  private static String waiting(List<Node> nodes, int[] missing) {
    return IntStream.range(0, missing.length)
        .filter(node -> missing[node] > 0)
        .limit(NAMED)
        .mapToObj(node -> nodes.get(node).title())
        .collect(Collectors.joining(", "));
  }
}
