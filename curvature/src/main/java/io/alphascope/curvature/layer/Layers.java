package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.step.Draws;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * What is known layer by layer on a chunk of a batch: made when it is first asked for, and shared
 * by all who ask. Nothing is reduced: the factor of the loss's reduction is left out.
 */
public final class Layers implements AutoCloseable {

  /** Of derivatives in all layers' results. */
  private static final long MOST_BYTES = 2L << 30;

  private final LossCurve curve;
  private final Wanted wanted;
  private ParameterUses uses;
  private LayerSweep sweep;
  private Map<Node, NDArray> root;
  private final Map<Drawing, Map<Node, NDArray>> drawn = new HashMap<>();
  private Map<Node, NDArray> gradient;
  private Map<ParameterTensor, SampleDiagonal> rootDiagonals;
  private Map<ParameterTensor, SampleDiagonal> hessianDiagonals;
  private final Map<Drawing, Map<ParameterTensor, SampleDiagonal>> drawnDiagonals = new HashMap<>();
  private Map<ParameterTensor, SampleDiagonal> squaredGradients;
  private Map<ParameterUse, KroneckerShare> inputShares;

  /** What was drawn. */
  private record Drawing(Draws draws, int first, int count) {}

  /**
   * @param curve of the chunk; outlives this
   */
  public Layers(LossCurve curve, Wanted wanted) {
    this.curve = curve;
    this.wanted = wanted;
  }

  /** Why a network has no such layers, naming the nodes; empty if it has. */
  public static Optional<String> missing(Network network) {
    return ParameterUses.of(network).missing(network);
  }

  private ParameterUses uses() {
    if (uses == null) {
      uses = ParameterUses.of(curve.outputs().line().network());
    }
    return uses;
  }

  LayerSweep sweep() {
    if (sweep == null) {
      Line line = curve.outputs().line();
      boolean isChain =
          line.network().inputShapes(1).isPresent()
              && uses().missingChain(line.network()).isEmpty();
      sweep =
          isChain
              ? LayerSweep.ofChain(line, curve.outputs().inputs(), uses().chain(line.network()))
              : new LayerSweep(line, curve.outputs().inputs(), uses()::isAt);
      long samples = curve.terms().gradient().samples();
      sweep
          .layers()
          .forEach(
              (node, layer) -> {
                Shape result = layer.shape();
                if (uses().isAt(node) && (result.dimension() == 0 || result.get(0) != samples)) {
                  throw new IllegalArgumentException(ParameterUses.withoutSamples(node));
                }
              });
    }
    return sweep;
  }

  /** Jᵀ S by node, S Sᵀ the Hessian of each sample's loss in the outputs: [C, n, …]. */
  private Map<Node, NDArray> root() {
    if (root == null) {
      requireRoom(curve.terms().rootColumns());
      root = sweep().back(curve.terms().rootColumns(), curve.terms()::rootColumn);
    }
    return root;
  }

  /** All columns are held at once. */
  private void requireRoom(int columns) {
    long elements =
        sweep().layers().entrySet().stream()
            .filter(layer -> uses().isAt(layer.getKey()))
            .mapToLong(layer -> layer.getValue().shape().size())
            .sum();
    long bytes = columns * elements * curve.outputs().line().type().getNumOfBytes();
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%d numbers a sample that the network gives take %.1f GB of derivatives in its layers, at most %.1f are taken; ask for drawn targets, as of diagonal-ggn-mc, fisher-mc and kfac"
              .formatted(columns, bytes / 1e9, MOST_BYTES / 1e9));
    }
  }

  /** Jᵀ ∇ℓ by node, [1, n, …]. */
  private Map<Node, NDArray> gradient() {
    if (gradient == null) {
      gradient = sweep().back(1, column -> curve.terms().gradient());
    }
    return gradient;
  }

  /** Jᵀ ∇ℓ̃/√M at M drawn targets, see {@link LossTerms#drawnGradient}: [M, n, …] by node. */
  private Map<Node, NDArray> drawn(Draws draws, int first, int count) {
    return drawn.computeIfAbsent(
        new Drawing(draws, first, count), wanted -> sweep().back(count, columns(wanted)));
  }

  private IntFunction<Outputs> columns(Drawing wanted) {
    IntFunction<Outputs> gradients = drawnGradients(curve, wanted.draws(), wanted.first());
    return column -> {
      Outputs gradient = gradients.apply(column);
      double[] values = gradient.values();
      for (int k = 0; k < values.length; k++) {
        values[k] /= Math.sqrt(wanted.count());
      }
      return gradient;
    };
  }

  /**
   * ∇ℓ̃ at targets that are drawn, one after the other.
   *
   * @param first the chunk's first sample in the batch
   */
  public static IntFunction<Outputs> drawnGradients(LossCurve curve, Draws draws, int first) {
    IntFunction<Random> randoms = draws.ofSamples(first, curve.terms().gradient().samples());
    return column -> curve.terms().drawnGradient(randoms);
  }

  /**
   * Why a network's parameters have no Kronecker factors, naming the nodes; empty if they have:
   * each is a weight or a bias of a dense layer or of a convolution with one group, used once.
   */
  public static Optional<String> missingFactors(Network network) {
    return missingSingleUse(network)
        .or(
            () ->
                ParameterUses.of(network).all().values().stream()
                    .flatMap(List::stream)
                    .flatMap(use -> use.missingFactors().stream())
                    .findFirst());
  }

  /**
   * Why a network's parameters are not used once each, naming the parameter; empty if they are.
   * Only then a network of straight pieces is linear in each parameter.
   */
  public static Optional<String> missingSingleUse(Network network) {
    return missing(network)
        .or(
            () ->
                ParameterUses.of(network).all().values().stream()
                    .filter(where -> where.size() > 1)
                    .map(
                        where ->
                            "parameter '%s' is used by %d nodes; it is defined for one"
                                .formatted(where.get(0).tensor().name(), where.size()))
                    .findFirst());
  }

  /** Why activations have no derivatives sample by sample, naming the node; empty if they have. */
  public static Optional<String> missingActivations(Network network) {
    return ParameterUses.of(network).missingActivations(network);
  }

  /** The same of factors that are averaged on their way, which need a network without branches. */
  public static Optional<String> missingAverages(Network network) {
    return missingFactors(network)
        .or(() -> ParameterUses.of(network).missingChain(network))
        .or(() -> ParameterUses.of(network).chain(network).missing());
  }

  /** Kronecker factors from the Hessian of each sample's loss in the outputs. */
  public Map<ParameterTensor, KroneckerShare> gaussNewtonFactors() {
    return factors(root());
  }

  /** The same from M drawn targets. */
  public Map<ParameterTensor, KroneckerShare> drawnFactors(Draws draws, int first, int count) {
    return factors(drawn(draws, first, count));
  }

  private Map<ParameterTensor, KroneckerShare> factors(Map<Node, NDArray> columns) {
    Map<ParameterTensor, KroneckerShare> factors = new LinkedHashMap<>();
    inputShares()
        .forEach(
            (use, share) ->
                factors.put(use.tensor(), share.with(use, sweep(), columns.get(use.node()))));
    return factors;
  }

  /** Without B, by the one use of each parameter. */
  Map<ParameterUse, KroneckerShare> inputShares() {
    if (inputShares == null) {
      inputShares = new LinkedHashMap<>();
      Line line = curve.outputs().line();
      List<ParameterTensor> tensors = line.network().parameters();
      for (int position = 0; position < tensors.size(); position++) {
        for (ParameterUse use : uses().all().get(tensors.get(position))) {
          inputShares.put(
              use, KroneckerShare.ofInputs(use, sweep(), line.direction(position), wanted));
        }
      }
    }
    return inputShares;
  }

  /** The diagonals of Jᵢᵀ Hᵢ Jᵢ, Hᵢ the Hessian of ℓᵢ in the outputs. */
  public Map<ParameterTensor, SampleDiagonal> gaussNewtonDiagonals() {
    if (rootDiagonals == null) {
      rootDiagonals = diagonals(root());
    }
    return rootDiagonals;
  }

  /** The same with an estimate of Hᵢ from M drawn targets. */
  public Map<ParameterTensor, SampleDiagonal> drawnDiagonals(Draws draws, int first, int count) {
    return drawnDiagonals.computeIfAbsent(
        new Drawing(draws, first, count), wanted -> diagonals(drawn(draws, first, count)));
  }

  /** The diagonals of the Hessian of ℓᵢ in the parameters. */
  public Map<ParameterTensor, SampleDiagonal> hessianDiagonals() {
    if (hessianDiagonals == null) {
      hessianDiagonals =
          uses().isStraight() ? gaussNewtonDiagonals() : withResidualsOfActivations();
    }
    return hessianDiagonals;
  }

  private Map<ParameterTensor, SampleDiagonal> withResidualsOfActivations() {
    Map<ParameterTensor, SampleDiagonal> diagonals = diagonals(root());
    boolean bends =
        ActivationResiduals.of(curve, uses())
            .forEach(
                (columns, signs) ->
                    diagonals.values().forEach(diagonal -> diagonal.add(columns, signs)));
    if (!bends) {
      uses().setStraight();
    }
    return diagonals;
  }

  /** The diagonals of ∇ℓᵢ ∇ℓᵢᵀ in the parameters: the squares of each sample's gradient. */
  public Map<ParameterTensor, SampleDiagonal> squaredGradients() {
    if (squaredGradients == null) {
      squaredGradients = diagonals(gradient());
    }
    return squaredGradients;
  }

  /** ∇ℓᵢ in the parameters, sample by sample: one column. */
  public void sampleGradients(ColumnReceiver receiver) {
    columns(gradient(), receiver);
  }

  /** The columns of Jᵢᵀ Sᵢ in the parameters, Sᵢ Sᵢᵀ the Hessian of ℓᵢ in the outputs. */
  public void squareRoots(ColumnReceiver receiver) {
    columns(root(), receiver);
  }

  /** The same with an estimate of the Hessian from M drawn targets, a column each. */
  public void drawnSquareRoots(Draws draws, int first, int count, ColumnReceiver receiver) {
    columns(drawn(draws, first, count), receiver);
  }

  private void columns(Map<Node, NDArray> columns, ColumnReceiver receiver) {
    long count = columns.values().stream().mapToLong(all -> all.getShape().get(0)).max().orElse(0);
    for (ParameterTensor tensor : uses().all().keySet()) {
      List<ParameterUse> where = uses().all().get(tensor);
      for (int column = 0; column < count && !where.isEmpty(); column++) {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          receiver.column(tensor, column, sweep().gradients(where, columns, column));
        }
      }
    }
  }

  /** Takes derivatives in one parameter, sample by sample. */
  @FunctionalInterface
  public interface ColumnReceiver {

    /**
     * @param derivatives [n, size of the tensor]; closed afterwards
     */
    void column(ParameterTensor tensor, int column, NDArray derivatives);
  }

  private Map<ParameterTensor, SampleDiagonal> diagonals(Map<Node, NDArray> columns) {
    Map<ParameterTensor, SampleDiagonal> diagonals = new LinkedHashMap<>();
    uses()
        .all()
        .forEach(
            (tensor, where) -> {
              SampleDiagonal diagonal = new SampleDiagonal(tensor, where, sweep());
              diagonal.add(columns, null);
              diagonals.put(tensor, diagonal);
            });
    return diagonals;
  }

  @Override
  public void close() {
    if (sweep != null) {
      sweep.close();
    }
  }
}
