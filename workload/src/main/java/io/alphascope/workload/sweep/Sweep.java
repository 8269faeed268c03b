package io.alphascope.workload.sweep;

import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One run of a graph, and what is left of it: the output's jet, and the values from which the
 * output at another α follows without running all again. Frees what it holds when it is closed.
 */
public final class Sweep implements AutoCloseable {
  private final Interpreter interpreter;
  private final Plan plan;
  private final Holdings holdings = new Holdings();
  private final Map<Integer, Jet> frontier = new HashMap<>();
  private Jet output;

  Sweep(Interpreter interpreter, Plan plan) {
    this.interpreter = interpreter;
    this.plan = plan;
  }

  /**
   * Runs all nodes; what is made is freed if that fails.
   *
   * @param tap null: none
   */
  void run(
      List<Jet> inputs,
      IntFunction<Jet> parameters,
      Function<PlannedNode, Taylor> taylor,
      Tap tap) {
    Value[] values = plan.values().clone();
    interpreter.bindInputs(values, inputs);
    interpreter.bindParameters(values, parameters);
    try {
      interpreter.execute(plan.all(), values, taylor, tap, kept(tap), holdings);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    output = interpreter.output(values);
    plan.frontier().stream()
        .filter(place -> values[place] instanceof Jet)
        .forEach(place -> frontier.put(place, (Jet) values[place]));
  }

  /** Places of what outlives its last use. */
  private BitSet kept(Tap tap) {
    BitSet kept = (BitSet) plan.frontier().clone();
    plan.all().stream()
        .filter(node -> tap != null && tap.isAt(node.node()))
        .flatMapToInt(node -> Arrays.stream(node.operands()))
        .filter(place -> place >= 0)
        .forEach(kept::set);
    return kept;
  }

  /** The output's jet at α = 0; lives as long as the sweep. */
  public Jet output() {
    return output;
  }

  /** What the output at another α takes; lives as long as the sweep. */
  public Tail tail() {
    return new Tail(interpreter, plan, frontier);
  }

  /** The same, to be closed by itself. */
  public Tail outlivingTail() {
    return tail().copy();
  }

  @Override
  public void close() {
    holdings.close();
  }
}
