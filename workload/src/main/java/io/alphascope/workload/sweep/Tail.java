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
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Computes the output where the parameters have moved on along the line of a sweep: values that
 * move along straight lines are taken from the sweep, the rest is computed. In a network on inputs
 * that do not move, that leaves out the products of the first layer.
 */
public final class Tail implements AutoCloseable {
  private final Interpreter interpreter;
  private final Plan plan;
  private final Map<Integer, Jet> frontier;

  Tail(Interpreter interpreter, Plan plan, Map<Integer, Jet> frontier) {
    this.interpreter = interpreter;
    this.plan = plan;
    this.frontier = frontier;
  }

  /** In arrays of its own, which share the elements and hang on no recording. */
  Tail copy() {
    Map<Integer, Jet> copies = new HashMap<>();
    frontier.forEach(
        (place, jet) ->
            copies.put(place, new Jet(detached(jet.value()), detached(jet.first()), null)));
    return new Tail(interpreter, plan, copies);
  }

  private NDArray detached(NDArray array) {
    if (array == null) {
      return null;
    }
    NDArray alias = array.stopGradient();
    NDScope.unregister(alias);
    alias.attach(interpreter.manager());
    return alias;
  }

  /**
   * The output at α, not recorded.
   *
   * @param parameters θ(α), by position; the caller's to close
   * @return the caller's to close
   */
  public NDArray at(double alpha, IntFunction<NDArray> parameters) {
    Value[] values = plan.values().clone();
    try (Autograd plain = Autograd.notRecording();
        Holdings made = new Holdings();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = Torch.create(interpreter.manager(), interpreter.type(), new Shape(), alpha);
      frontier.forEach((place, jet) -> values[place] = Jet.constant(moved(jet, factor)));
      interpreter.bindParameters(
          values,
          position ->
              plan.tailOperands().get(interpreter.parameterPlace(position))
                  ? Jet.constant(parameters.apply(position))
                  : null);
      BitSet kept = new BitSet();
      kept.set(interpreter.outputPlace());
      Taylor taylor = interpreter.taylor(0);
      interpreter.execute(plan.tail(), values, node -> taylor, null, kept, made);
      NDArray result = interpreter.output(values).value().duplicate();
      NDScope.unregister(result);
      return result;
    }
  }

  private static NDArray moved(Jet jet, NDArray factor) {
    return jet.first() == null ? jet.value() : factor.mul(jet.first()).add(jet.value());
  }

  /** Bytes of what is taken from the sweep. */
  public long bytes() {
    return frontier.values().stream()
        .mapToLong(
            jet ->
                jet.shape().size()
                    * jet.value().getDataType().getNumOfBytes()
                    * (jet.first() == null ? 1 : 2))
        .sum();
  }

  /** Frees the arrays of a tail that outlives its sweep. */
  @Override
  public void close() {
    for (Jet jet : frontier.values()) {
      jet.value().close();
      if (jet.first() != null) {
        jet.first().close();
      }
    }
    frontier.clear();
  }
}
