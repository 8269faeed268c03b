package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.LossTail;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.ParameterTensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Observes one step on a batch that is too large to be swept at once, a whole training set say: in
 * one pass over it, chunk by chunk, that all curvatures share. What is per sample is put together;
 * what is reduced over the batch (losses, gradient, products) is the sum of the chunks' sums, times
 * the factor s of the whole batch.
 *
 * <p>Memory: one chunk's sweep, and of every chunk the first layer's outputs, from which the losses
 * at θ₁ and at each α* follow, where these are small.
 */
final class LargeBatchObserver implements AutoCloseable {

  private final Step step;
  private final Line line;
  private final BatchChoice choice;
  private final Batch batch;
  private final boolean products;
  private final ProductSink sink;
  private final NDManager manager;

  private final double[] slopes;
  private final ParameterVector gradient;
  private final Map<Structure, Map<Operator, CurvatureSum>> sums = new EnumMap<>(Structure.class);
  private final int chunk;
  private final List<ChunkLoss> chunks = new ArrayList<>();
  private final List<LossTail> tails = new ArrayList<>();
  private final Loss summed;
  private double scale;
  private double sumBefore;

  /** φ(α) of one chunk, not yet reduced. */
  private interface ChunkLoss {
    double at(double alpha);
  }

  /**
   * @param chunk samples that are swept at once, see {@link ChunkRule}
   * @param products whether the vectors Bd are wanted
   * @param sink takes them; null: nobody does
   */
  LargeBatchObserver(
      Step step,
      Line line,
      BatchChoice choice,
      Batch batch,
      int chunk,
      boolean products,
      ProductSink sink,
      NDManager manager) {
    this.chunk = chunk;
    this.step = step;
    this.line = line;
    this.choice = choice;
    this.batch = batch;
    this.products = products;
    this.sink = sink;
    this.manager = manager;
    summed = step.loss().with(Loss.Reduction.SUM);
    slopes = new double[batch.size()];
    gradient = ParameterVector.sum(line);
  }

  /** Observes curvatures that are all on this batch. */
  Map<CurvatureName, Observation> observe(Collection<CurvatureName> names) {
    for (CurvatureName name : names) {
      sums.computeIfAbsent(name.structure(), structure -> new EnumMap<>(Operator.class))
          .computeIfAbsent(
              name.operator(),
              operator ->
                  new CurvatureSum(
                      new double[batch.size()], products ? ParameterVector.sum(line) : null));
    }
    boolean published = step.hasGradientOn(choice);
    for (int first = 0; first < batch.size(); first += chunk) {
      sweepChunk(first, Math.min(chunk, batch.size() - first), published);
    }
    BatchMeasures measures =
        published
            ? BatchMeasures.withPublishedGradient(step, line, new Whole(), batch.size())
            : BatchMeasures.withGradientNorm(
                step, line, new Whole(), batch.size(), gradient.norm());
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

  private void sweepChunk(int first, int count, boolean published) {
    Batch part = batch.part(first, count);
    try (NDManager scope = manager.newSubManager();
        LossCurve full =
            sweep(
                part,
                step.network().parameters(),
                !published || products && sums.containsKey(Structure.FULL),
                Operator.order(sums.getOrDefault(Structure.FULL, Map.of()).keySet()),
                scope)) {
      if (first == 0) {
        scaleBy(full.terms().gradient().shape());
      }
      sumBefore += full.terms().total();
      System.arraycopy(full.slopes(), 0, slopes, first, count);
      if (!published) {
        full.reversePasses().gradient(gradient);
      }
      sums.forEach((structure, ofOperators) -> add(structure, ofOperators, full, part, first));
      chunks.add(along(full, part));
    }
  }

  /**
   * Takes the factor s of the whole batch.
   *
   * @param outputs of a chunk
   * @throws IllegalArgumentException if they are not of single samples
   */
  private void scaleBy(Shape outputs) {
    if (outputs.dimension() == 0) {
      throw new IllegalArgumentException(
          "outputs: a graph that gives the loss of a batch as one number can be observed on %d"
                  .formatted(chunk)
              + " samples at most, found %d; let it give one per sample, [n]"
                  .formatted(batch.size()));
    }
    scale = step.loss().scale(batch.targets(), new Shape(batch.size()).addAll(outputs.slice(1)));
    gradient.weigh(scale);
    for (Map<Operator, CurvatureSum> ofOperators : sums.values()) {
      for (CurvatureSum sum : ofOperators.values()) {
        if (products) {
          sum.product().weigh(scale);
        }
      }
    }
  }

  private void add(
      Structure structure,
      Map<Operator, CurvatureSum> ofOperators,
      LossCurve full,
      Batch part,
      int first) {
    if (structure == Structure.FULL) {
      add(full, ofOperators, first);
      return;
    }
    for (List<ParameterTensor> block : structure.blocks(step.network())) {
      try (NDManager scope = manager.newSubManager();
          LossCurve curve =
              sweep(part, block, products, Operator.order(ofOperators.keySet()), scope)) {
        add(curve, ofOperators, first);
      }
    }
  }

  private void add(LossCurve block, Map<Operator, CurvatureSum> ofOperators, int first) {
    ofOperators.forEach(
        (operator, sum) -> {
          sum.add(operator.terms(block), first);
          if (products) {
            operator.product(block.reversePasses(), sum.product());
          }
        });
  }

  private LossCurve sweep(
      Batch part, List<ParameterTensor> moving, boolean recorded, int order, NDManager scope) {
    return part.sweep(line, summed, moving, recorded, order, scope);
  }

  /**
   * The chunk's loss at other α: from what its sweep leaves, if that is no more than its inputs
   * are; else by running the network again.
   */
  private ChunkLoss along(LossCurve curve, Batch part) {
    long inputs = part.inputs().stream().mapToLong(input -> input.data().remaining()).sum();
    if (curve.outputs().tailBytes() <= inputs) {
      LossTail tail = curve.outliving();
      tails.add(tail);
      return tail::at;
    }
    return alpha -> {
      try (NDManager scope = manager.newSubManager()) {
        return LossCurve.at(
            alpha, summed, line, part.arrays(step.network(), scope), part.targets());
      }
    };
  }

  @Override
  public void close() {
    tails.forEach(LossTail::close);
  }

  /** All chunks together. */
  private final class Whole implements SampledLoss {
    @Override
    public double[] slopes() {
      return slopes;
    }

    @Override
    public double scale() {
      return scale;
    }

    @Override
    public double before() {
      return scale * sumBefore;
    }

    @Override
    public double at(double alpha) {
      double sum = 0;
      for (ChunkLoss chunk : chunks) {
        sum += chunk.at(alpha);
      }
      return scale * sum;
    }
  }
}
