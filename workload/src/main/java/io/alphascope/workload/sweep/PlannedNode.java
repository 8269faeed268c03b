package io.alphascope.workload.sweep;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Operator;
import io.alphascope.workload.operator.Rows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A node whose operands and results have places.
 *
 * @param operands places; −1: left out
 * @param results places; −1: not used
 */
record PlannedNode(Node node, Operator operator, int[] operands, int[] results) {

  /**
   * Whether the rows of its first result are the samples of the batch.
   *
   * @param samples places of operands of which that is known
   * @param values of the operands
   */
  boolean keepsSamples(BitSet samples, Value[] values, Value result) {
    Rows rows = operator.rows().apply(node);
    if (rows == Rows.MIXED || operator.couplesSamples().test(node)) {
      return false;
    }
    boolean ofFirst =
        rows == Rows.OF_FIRST
            || rows == Rows.RESHAPED
            || rows == Rows.OF_MATRICES && ((Jet) result).rank() < 3;
    boolean keeps = false;
    for (int operand = 0; operand < operands.length; operand++) {
      int place = operands[operand];
      if (place >= 0 && samples.get(place)) {
        if (ofFirst && operand > 0
            || !isAligned((Jet) values[place], (Jet) result, rows == Rows.RESHAPED)) {
          return false;
        }
        keeps = true;
      }
    }
    return keeps;
  }

  private static boolean isAligned(Jet operand, Jet result, boolean reshaped) {
    return operand.rank() > 0
        && result.rank() > 0
        && (reshaped || operand.rank() == result.rank())
        && operand.length(0) == result.length(0);
  }

  Call call(Value[] values, Taylor taylor) {
    List<Value> given = new ArrayList<>(operands.length);
    for (int place : operands) {
      given.add(place < 0 ? null : values[place]);
    }
    return new Call(node, taylor, given);
  }
}
