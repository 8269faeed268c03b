package io.alphascope.workload.sweep;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * A node whose operands and results have places.
 *
 * @param operands places; −1: left out
 * @param results places; −1: nobody asks for it
 */
record PlannedNode(Node node, Operator operator, int[] operands, int[] results) {

  Call call(Value[] values, Taylor taylor) {
    List<Value> given = new ArrayList<>(operands.length);
    for (int place : operands) {
      given.add(place < 0 ? null : values[place]);
    }
    return new Call(node, taylor, given);
  }
}
