package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Observes one step on one batch, swept at once. What it creates lives with the manager given. */
final class BatchObserver {
  private final Step step;
  private final Line line;
  private final BatchChoice choice;
  private final Batch batch;
  private final boolean products;
  private final ProductSink sink;
  private final NDManager manager;

  /**
   * @param products whether the vectors Bd are wanted
   * @param sink takes them; null: nobody does
   */
  BatchObserver(
      Step step,
      Line line,
      BatchChoice choice,
      Batch batch,
      boolean products,
      ProductSink sink,
      NDManager manager) {
    this.step = step;
    this.line = line;
    this.choice = choice;
    this.batch = batch;
    this.products = products;
    this.sink = sink;
    this.manager = manager;
  }

  /** Observes curvatures that are all on this batch. */
  Map<CurvatureName, Observation> observe(Collection<CurvatureName> names) {
    Map<Structure, Set<Operator>> wanted = CurvatureName.operatorsByStructure(names);
    boolean published = step.hasGradientOn(choice);
    boolean recorded = !published || products && wanted.containsKey(Structure.FULL);
    try (LossCurve curve =
        sweep(
            step.network().parameters(),
            recorded,
            Operator.order(wanted.getOrDefault(Structure.FULL, Set.of())),
            manager)) {
      return observe(names, wanted, published, curve);
    }
  }

  private Map<CurvatureName, Observation> observe(
      Collection<CurvatureName> names,
      Map<Structure, Set<Operator>> wanted,
      boolean published,
      LossCurve curve) {
    BatchMeasures measures =
        published
            ? BatchMeasures.withPublishedGradient(step, line, SampledLoss.of(curve), batch.size())
            : BatchMeasures.withGradientNorm(
                step, line, SampledLoss.of(curve), batch.size(), gradientNorm(curve));

    Map<Structure, Map<Operator, CurvatureSum>> sums = new EnumMap<>(Structure.class);
    wanted.forEach((structure, operators) -> sums.put(structure, sum(structure, operators, curve)));
    Map<CurvatureName, Observation> observations = new HashMap<>();
    for (CurvatureName name : names) {
      CurvatureSum sum = sums.get(name.structure()).get(name.operator());
      observations.put(name, measures.observe(name, sum));
      if (sink != null) {
        sink.accept(name, sum.product().elements());
      }
    }
    return observations;
  }

  private LossCurve sweep(
      List<ParameterTensor> moving, boolean recorded, int order, NDManager scope) {
    return batch.sweep(line, step.loss(), moving, recorded, order, scope);
  }

  private double gradientNorm(LossCurve curve) {
    ParameterVector gradient = ParameterVector.zero(line, false);
    curve.reversePasses().gradient(gradient);
    return gradient.norm();
  }

  /**
   * Adds up the blocks of a structure.
   *
   * @param full the curve along all of d, which is the one block of the full structure
   */
  private Map<Operator, CurvatureSum> sum(
      Structure structure, Set<Operator> operators, LossCurve full) {
    Map<Operator, CurvatureSum> sums = new EnumMap<>(Operator.class);
    for (Operator operator : operators) {
      sums.put(operator, CurvatureSum.zero(line, full.slopes().length, products, sink != null));
    }
    if (structure == Structure.FULL) {
      add(full, sums);
      return sums;
    }
    for (List<ParameterTensor> block : structure.blocks(step.network())) {
      try (NDManager scope = manager.newSubManager();
          LossCurve curve = sweep(block, products, Operator.order(operators), scope)) {
        add(curve, sums);
      }
    }
    return sums;
  }

  private void add(LossCurve block, Map<Operator, CurvatureSum> sums) {
    sums.forEach(
        (operator, sum) -> {
          sum.add(operator.terms(block));
          if (products) {
            operator.product(block.reversePasses(), sum.product());
          }
        });
  }
}
