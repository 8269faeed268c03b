package io.alphascope.workload.sweep;

import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Value;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How a graph is run on inputs of certain shapes: what follows from those shapes alone has been
 * computed, the rest is in order.
 *
 * @param values the constants at their places, null elsewhere; to be copied
 * @param all the nodes that are left
 * @param tail those whose results are not linear in α if parameters are
 * @param tailOperands places of all that {@code tail} uses
 * @param frontier places of what {@code tail} uses of other nodes; the output's, if it is not in
 *     {@code tail}
 * @param samples places of values whose rows are known to be the samples of the batch
 * @param bytes of the values of all nodes
 * @param multiplyAdds of the values of the nodes that are left
 */
record Plan(
    Value[] values,
    List<PlannedNode> all,
    List<PlannedNode> tail,
    BitSet tailOperands,
    BitSet frontier,
    BitSet samples,
    long bytes,
    long multiplyAdds) {

  static Plan of(
      Value[] constants,
      List<PlannedNode> nodes,
      BitSet parameters,
      int output,
      BitSet samples,
      long bytes,
      long multiplyAdds) {
    BitSet moving = (BitSet) parameters.clone();
    BitSet curved = new BitSet();
    List<PlannedNode> tail = nodes.stream().filter(node -> bends(node, moving, curved)).toList();
    BitSet tailOperands = new BitSet();
    tail.forEach(
        node ->
            Arrays.stream(node.operands()).filter(place -> place >= 0).forEach(tailOperands::set));
    BitSet frontier = (BitSet) tailOperands.clone();
    frontier.set(output);
    tail.forEach(
        node -> Arrays.stream(node.results()).filter(place -> place >= 0).forEach(frontier::clear));
    for (int place = 0; place < constants.length; place++) {
      if (constants[place] instanceof Constant || parameters.get(place)) {
        frontier.clear(place);
      }
    }
    return new Plan(constants, nodes, tail, tailOperands, frontier, samples, bytes, multiplyAdds);
  }

  /** Whether the rows of a node's result are known to be the samples of the batch. */
  boolean keepsSamples(PlannedNode node) {
    int place = node.results()[0];
    return place >= 0 && samples.get(place);
  }

  /** Whether a node's results bend in α; notes what becomes of them. */
  private static boolean bends(PlannedNode node, BitSet moving, BitSet curved) {
    int[] operands = node.operands();
    boolean moves = any(operands, moving);
    boolean bends =
        any(operands, curved)
            || moves
                && switch (node.operator().degree()) {
                  case LINEAR -> false;
                  case BILINEAR ->
                      any(Arrays.copyOfRange(operands, 0, 1), moving)
                          && any(Arrays.copyOfRange(operands, 1, 2), moving);
                  case ELEMENTWISE, SELECTION, CURVED -> true;
                };
    for (int place : node.results()) {
      if (place >= 0) {
        moving.set(place, moves || bends);
        curved.set(place, bends);
      }
    }
    return bends;
  }

  private static boolean any(int[] operands, BitSet places) {
    return Arrays.stream(operands).anyMatch(place -> place >= 0 && places.get(place));
  }

  /** Frees the constants that were made for this plan. */
  void close(BitSet shared) {
    for (int place = 0; place < values.length; place++) {
      if (values[place] instanceof Constant constant && !shared.get(place)) {
        constant.array().close();
      }
    }
  }
}
