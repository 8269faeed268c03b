package io.alphascope.workload.operator;

import io.alphascope.workload.jet.Value;
import java.util.List;

/** Computes the results of a node from its operands. */
@FunctionalInterface
interface Rule {

  /**
   * @return as many results as the node has, or more
   * @throws IllegalArgumentException saying what is wrong with an operand
   */
  List<Value> apply(Call call);
}
