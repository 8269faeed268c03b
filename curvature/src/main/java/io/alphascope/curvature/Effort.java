package io.alphascope.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Structure;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What observing a step on one batch takes. Memory and seconds are rough: measured with perceptrons
 * and a network like ResNet-50, in float32 on two cores of a small machine.
 *
 * @param choice which batch
 * @param parameters P
 * @param samples n
 * @param atOnce samples that are swept at once
 * @param multiplyAdds of running the network on all samples once, for its values alone
 * @param runs how many such runs all passes are worth
 * @param bytes of memory
 * @param seconds of all passes
 */
public record Effort(
    BatchChoice choice,
    long parameters,
    int samples,
    int atOnce,
    long multiplyAdds,
    int runs,
    long bytes,
    double seconds) {

  private static final double SECONDS_A_MULTIPLY_ADD = 4e-11;

  /** Of one element of the values of all nodes. */
  private static final double SECONDS_AN_ELEMENT = 3.5e-8;

  /** The program with its engine. */
  private static final long OWN_BYTES = 250L << 20;

  /** A recorded sweep of jets and what a reverse pass makes, in values of all nodes. */
  private static final int VALUES_HELD = 4;

  /**
   * @param atOnce samples that are swept at once
   * @param products whether the vectors Bd are wanted
   */
  static Effort of(
      Step step,
      Line line,
      BatchChoice choice,
      Batch batch,
      int atOnce,
      Collection<CurvatureName> names,
      Collection<ObservableChoice> observables,
      boolean products) {
    int measured = step.network().canBeParted() && atOnce < batch.size() ? 1 : batch.size();
    long values;
    long multiplyAdds;
    try (NDManager scope = line.manager().newSubManager()) {
      List<NDArray> inputs = batch.part(0, measured).arrays(step.network(), scope);
      values = line.valueBytes(inputs) / measured;
      multiplyAdds = line.multiplyAdds(inputs) / measured * batch.size();
    }
    int runs =
        runs(step, choice, names, products)
            + observables.stream().mapToInt(chosen -> chosen.cost(names)).sum();
    int width = step.dataType().getNumOfBytes();
    double aRun =
        SECONDS_A_MULTIPLY_ADD * multiplyAdds + SECONDS_AN_ELEMENT * values / width * batch.size();
    long parameters = step.network().parameterCount();
    long vector = parameters * width;
    // θ₀, θ₁ and g, the line, gradients of the leaves; sums over parts are in double.
    long vectors = 7 * vector + (atOnce < batch.size() ? (1 + names.size()) * 8 * parameters : 0);
    return new Effort(
        choice,
        parameters,
        batch.size(),
        Math.min(atOnce, batch.size()),
        multiplyAdds,
        runs,
        OWN_BYTES + vectors + VALUES_HELD * values * Math.min(atOnce, batch.size()),
        runs * aRun * width / Float.BYTES);
  }

  /** For all passes over a part of the batch, and so over all of it. */
  private static int runs(
      Step step, BatchChoice choice, Collection<CurvatureName> names, boolean products) {
    Map<Structure, List<Operator>> operators =
        names.stream()
            .collect(
                Collectors.groupingBy(
                    CurvatureName::structure,
                    Collectors.mapping(CurvatureName::operator, Collectors.toList())));
    operators.putIfAbsent(Structure.FULL, List.of()); // swept in any case
    int runs = step.hasGradientOn(choice) ? 0 : PassCost.reverse(false);
    for (Map.Entry<Structure, List<Operator>> one : operators.entrySet()) {
      runs +=
          SweepDemand.of(one.getValue(), products).cost()
              * one.getKey().blocks(step.network()).size();
    }
    return runs + PassCost.LOSS * (1 + names.size());
  }
}
