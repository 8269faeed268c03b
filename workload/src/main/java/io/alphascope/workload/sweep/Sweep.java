package io.alphascope.workload.sweep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Runs all nodes; what is made is freed if that fails. */
  void run(List<Jet> inputs, IntFunction<Jet> parameters, Taylor taylor, BitSet kept) {
    Value[] values = plan.values().clone();
    interpreter.bindInputs(values, inputs);
    interpreter.bindParameters(values, parameters);
    try {
      execute(plan.all(), values, taylor, kept, holdings);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    output = interpreter.output(values);
    kept.stream()
        .filter(place -> values[place] instanceof Jet)
        .forEach(place -> frontier.put(place, (Jet) values[place]));
  }

  /** Runs nodes in order; frees every value after its last use, but for those kept. */
  private void execute(
      List<PlannedNode> nodes, Value[] values, Taylor taylor, BitSet kept, Holdings holdings) {
    Uses uses = new Uses(nodes, values.length, interpreter.outputPlace());
    for (PlannedNode node : nodes) {
      List<Value> results = holdings.apply(node, node.call(values, taylor));
      for (int place : node.operands()) {
        if (uses.wasLast(place) && !kept.get(place)) {
          holdings.release(values[place]);
          values[place] = null;
        }
      }
      for (int result = 0; result < node.results().length; result++) {
        int place = node.results()[result];
        if (place >= 0) {
          values[place] = results.get(result);
        }
      }
    }
  }

  /** The output's jet at α = 0. */
  public Jet output() {
    return output;
  }

  /**
   * The output at another α, not recorded: values that move along straight lines are taken from
   * this sweep, the rest is computed.
   *
   * @param parameters θ(α), by position
   * @return the caller's to close
   */
  public NDArray at(double alpha, IntFunction<NDArray> parameters) {
    Value[] values = plan.values().clone();
    try (Autograd plain = Autograd.notRecording();
        Holdings made = new Holdings();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = Torch.create(interpreter.manager(), interpreter.type(), new Shape(), alpha);
      frontier.forEach(
          (place, jet) ->
              values[place] =
                  Jet.constant(
                      jet.first() == null
                          ? jet.value()
                          : factor.mul(jet.first()).add(jet.value())));
      interpreter.bindParameters(values, position -> Jet.constant(parameters.apply(position)));
      BitSet none = new BitSet();
      none.set(interpreter.outputPlace());
      execute(plan.tail(), values, interpreter.taylor(0), none, made);
      NDArray result = interpreter.output(values).value().duplicate();
      NDScope.unregister(result);
      return result;
    }
  }

  /** Bytes that are kept for {@link #at}. */
  public long keptBytes() {
    return frontier.values().stream()
        .mapToLong(
            jet ->
                jet.shape().size()
                    * jet.value().getDataType().getNumOfBytes()
                    * (jet.first() == null ? 1 : 2))
        .sum();
  }

  @Override
  public void close() {
    holdings.close();
  }
}
