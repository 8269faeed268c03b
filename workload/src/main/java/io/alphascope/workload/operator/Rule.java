package io.alphascope.workload.operator;

import io.alphascope.workload.jet.Value;
import java.util.List;

/** Computes the results of a node from its operands. */
@FunctionalInterface
interface Rule {

  /**
   * @return the results up to the last that is asked for, or more
   * @throws IllegalArgumentException saying what is wrong with an operand
   */
  List<Value> apply(Call call);
}
