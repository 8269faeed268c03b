package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.layer.Wanted;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.LossTail;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.observable.BatchObservables;
import io.alphascope.curvature.operator.BatchCurvature;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.operator.Structure;
import io.alphascope.curvature.quantity.BatchExtras;
import io.alphascope.curvature.quantity.BatchMeasures;
import io.alphascope.curvature.quantity.Histogram;
import io.alphascope.curvature.quantity.LayerMeasures;
import io.alphascope.curvature.quantity.MatrixExtras;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.SampledLoss;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.network.ParameterTensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/**
 * Observes one step on one batch, in one pass over its chunks that all curvatures share. What is
 * per sample is put together; what is reduced over the batch (losses, gradient, products) is the
 * sum of the chunks' shares.
 *
 * <p>Memory: one chunk's sweep, and of every chunk the first layer's outputs, from which the losses
 * at θ₁ and at each α* follow, where these are small. What is created lives with the manager given.
 */
final class BatchObserver implements AutoCloseable {
  private final Step step;
  private final Line line;
  private final Batch batch;
  private final int atOnce;
  private final boolean published;
  private final boolean products;
  private final ProductSink sink;
  private final BiConsumer<String, String> refusals;
  private final NDManager manager;

  private final double[] slopes;
  private ParameterVector gradient; // null: not wanted
  private final List<DoubleUnaryOperator> shares = new ArrayList<>();
  private final List<LossTail> tails = new ArrayList<>();
  private final LayerMeasures layerMeasures;
  private final List<Ongoing> ongoing = new ArrayList<>();
  private double scale;
  private double before;

  /** One curvature while it is put together, until it is refused. */
  private final class Ongoing {
    private final CurvatureName name;
    private final BatchCurvature curvature;
    private final ParameterVector product; // null: not wanted
    private boolean refused;

    Ongoing(CurvatureName name) {
      this.name = name;
      product = products ? vector(sink != null) : null;
      curvature = name.operator().begin(step, slopes.length, product);
      if (sink != null) {
        curvature.keepArrays();
      }
    }

    /** Goes on unless it fails; the other curvatures are not affected. */
    void attempt(Runnable work) {
      if (!refused) {
        try {
          work.run();
        } catch (IllegalArgumentException undefined) {
          refused = true;
          refusals.accept(name.toString(), undefined.getMessage());
        }
      }
    }
  }

  /**
   * @param atOnce samples that are swept at once, see {@link ChunkRule}
   * @param products whether the vectors Bd are wanted
   * @param sink receives them; null: they are dropped
   * @param refusals take the name of what cannot be observed, and the reason
   */
  BatchObserver(
      Step step,
      Line line,
      BatchChoice choice,
      Batch batch,
      int atOnce,
      boolean products,
      ProductSink sink,
      BiConsumer<String, String> refusals,
      NDManager manager) {
    this.step = step;
    this.line = line;
    this.batch = batch;
    this.atOnce = atOnce;
    this.published = step.hasGradientOn(choice);
    this.products = products;
    this.sink = sink;
    this.refusals = refusals;
    this.manager = manager;
    slopes = new double[ChunkRule.isOneLoss(step, batch) ? 1 : batch.size()];
    layerMeasures = new LayerMeasures(step, line);
  }

  private ParameterVector vector(boolean kept) {
    return atOnce < batch.size() ? ParameterVector.sum(line) : ParameterVector.zero(line, kept);
  }

  /**
   * Observes curvatures that are all on this batch.
   *
   * @param directed the batch in other directions
   */
  Map<CurvatureName, Observation> observe(
      Collection<CurvatureName> names, BatchObservables observables, DirectedBatch directed) {
    List<Ongoing> curvatures = names.stream().map(Ongoing::new).toList();
    ongoing.addAll(curvatures);
    if (observables.needsGradient()) {
      gradient = ParameterVector.sum(line);
    } else if (!published) {
      gradient = vector(false);
    }
    Map<Structure, List<Ongoing>> byStructure =
        curvatures.stream().collect(Collectors.groupingBy(ongoing -> ongoing.name.structure()));
    for (int first = 0; first < batch.size(); first += atOnce) {
      add(Chunk.of(batch, first, atOnce), byStructure, observables);
    }
    SampledLoss loss = new SampledLoss(slopes, scale, before, this::lossAt);
    BatchExtras extras = observables.batch(() -> gradient.values(), directed::slopes);
    BatchMeasures measures =
        published
            ? BatchMeasures.withPublishedGradient(step, line, loss, batch.size(), extras)
            : BatchMeasures.withGradientNorm(
                step, line, loss, batch.size(), gradient.norm(), extras);
    Map<CurvatureName, Observation> observations = new LinkedHashMap<>();
    for (Ongoing one : curvatures) {
      one.attempt(() -> observations.put(one.name, complete(one, measures, observables, directed)));
    }
    List<Histogram> histograms = observables.histograms(line);
    names.stream()
        .filter(observations::containsKey)
        .findFirst()
        .ifPresent(first -> observations.compute(first, (name, one) -> one.with(histograms)));
    return observations;
  }

  private Observation complete(
      Ongoing one, BatchMeasures measures, BatchObservables observables, DirectedBatch directed) {
    one.curvature.complete();
    MatrixExtras extras = observables.matrix(one.name, () -> directed.matrix(one.name.operator()));
    if (sink != null) {
      sink.product(one.name, one.product.elements());
      one.curvature.arrays().forEach(array -> sink.array(one.name, array));
    }
    Observation observation = measures.observe(one.name, one.curvature, one.product, extras);
    return one.name.structure() == Structure.LAYER
        ? observation.withLayers(layerMeasures.observe(one.curvature, before))
        : observation;
  }

  private SweepDemand demand(List<Ongoing> curvatures) {
    return SweepDemand.of(curvatures.stream().map(one -> one.name.operator()).toList(), products);
  }

  private void add(
      Chunk chunk, Map<Structure, List<Ongoing>> byStructure, BatchObservables observables) {
    SweepDemand demand = demand(byStructure.getOrDefault(Structure.FULL, List.of()));
    try (NDManager scope = manager.newSubManager();
        LossCurve full =
            chunk.sweep(
                line,
                step.loss(),
                step.network().parameters(),
                (gradient == null ? demand : demand.withGradient()).options(),
                scope)) {
      scale = full.terms().scale();
      before += full.terms().total();
      System.arraycopy(full.slopes(), 0, slopes, chunk.first(), full.slopes().length);
      if (gradient != null) {
        full.reversePasses().gradient(gradient);
      }
      try (Layers layers = new Layers(full, new Wanted(products, sink != null))) {
        byStructure.forEach(
            (structure, curvatures) -> add(chunk, structure, curvatures, full, layers));
        observables.add(new Part(full, chunk.first(), layers));
      }
      shares.add(along(full, chunk));
    }
  }

  /**
   * Adds the blocks of a structure.
   *
   * @param full the curve along all of d, which is the one block of the full structure
   */
  private void add(
      Chunk chunk, Structure structure, List<Ongoing> curvatures, LossCurve full, Layers layers) {
    if (structure == Structure.FULL) {
      Part whole = new Part(full, chunk.first(), layers);
      curvatures.forEach(one -> one.attempt(() -> one.curvature.add(whole)));
      return;
    }
    SweepDemand demand = demand(curvatures);
    for (List<ParameterTensor> block : structure.blocks(step.network())) {
      try (NDManager scope = manager.newSubManager();
          LossCurve curve = chunk.sweep(line, step.loss(), block, demand.options(), scope)) {
        Part part = new Part(curve, chunk.first(), layers);
        curvatures.forEach(one -> one.attempt(() -> one.curvature.add(part)));
        if (structure == Structure.LAYER) {
          layerMeasures.add(curve);
        }
      }
    }
  }

  /**
   * The chunk's share of the loss at other α: from what its sweep leaves, if the batch is swept at
   * once or that is no more than the chunk's inputs are; else by running the network again.
   */
  private DoubleUnaryOperator along(LossCurve curve, Chunk chunk) {
    long inputs = chunk.part().inputs().stream().mapToLong(input -> input.data().remaining()).sum();
    if (chunk.isWhole() || curve.outputs().tailBytes() <= inputs) {
      LossTail tail = curve.tail();
      tails.add(tail);
      return tail::at;
    }
    double reduction = scale;
    return alpha -> chunk.lossAt(alpha, line, step.loss(), reduction, manager);
  }

  /** φ(α). */
  private double lossAt(double alpha) {
    return shares.stream().mapToDouble(share -> share.applyAsDouble(alpha)).sum();
  }

  @Override
  public void close() {
    ongoing.forEach(one -> one.curvature.close());
    tails.forEach(LossTail::close);
  }
}
