package io.alphascope.curvature;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.SweepOptions;
import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.operator.DiagonalGaussNewton;
import io.alphascope.curvature.operator.DiagonalHessian;
import io.alphascope.curvature.operator.FisherEmpirical;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Gradients, diagonals and square roots of G of the single samples of a batch at θ₀, as BackPACK's
 * extensions give them (Dangel, Kunstner and Hennig 2020): they carry the factor s of the loss's
 * reduction, s = 1/n for a mean. Written with gᵢ = s ∇ℓᵢ in the parameters; n samples, P
 * parameters, T parameter tensors; arrays are flat, in C order, and their last axis runs over the
 * parameters as θ does.
 *
 * <p>They follow from derivatives in the results of layers and the layers' inputs, for all samples
 * at once. {@link #missing} says whether a network's layers have them. To be closed.
 */
public final class SampleQuantities implements AutoCloseable {
  private final Step step;
  private final Batch batch;
  private final NDManager manager;
  private final Line line;
  private final int atOnce;
  private OpenPart whole; // null: not swept yet, or swept in several parts

  /**
   * Of a step's samples.
   *
   * @throws IllegalArgumentException naming what of the batch does not fit the step's network
   */
  public SampleQuantities(Step step, Batch batch) {
    batch.check(step.network(), step.dataType());
    this.step = step;
    this.batch = batch;
    this.line = new Line(step.network(), step.dataType(), Device.cpu());
    this.manager = PyTorch.newManager(Device.cpu());
    line.aim(step.theta0(), step.theta1());
    this.atOnce = ChunkRule.samples(step, line, batch, manager);
  }

  /** Why a network with a loss has no such array, naming the nodes; empty if it has. */
  static Optional<String> missing(SampleQuantity.Kind kind, Network network, Loss loss) {
    return switch (kind) {
      case GRADIENT -> Optional.empty();
      case BATCH_GRADIENT, BATCH_L2, SUM_GRADIENT_SQUARED, VARIANCE ->
          new FisherEmpirical().missing(network, loss).or(() -> Layers.missing(network));
      case BATCH_DIAGONAL_HESSIAN -> new DiagonalHessian().missing(network, loss);
      case BATCH_DIAGONAL_GGN, BATCH_DIAGONAL_GGN_MC, SQRT_GGN, SQRT_GGN_MC ->
          new DiagonalGaussNewton().missing(network, loss);
    };
  }

  /**
   * What an array of a step's samples costs; it is computed once, whatever is observed beside it.
   */
  static CostItem cost(SampleQuantity quantity, Step step, Batch batch) {
    CostBasis basis = new CostBasis(false, Prices.outputs(step, batch));
    return new CostItem(
        quantity.toString(),
        "%s, %s"
            .formatted(
                quantity.kind().description(), Arrays.toString(shape(quantity, step, batch))),
        List.of(),
        quantity.cost(basis),
        1);
  }

  /** The lengths of an array's axes. */
  private static long[] shape(SampleQuantity quantity, Step step, Batch batch) {
    long n = batch.size();
    long parameters = step.network().parameterCount();
    return switch (quantity.kind()) {
      case GRADIENT, SUM_GRADIENT_SQUARED, VARIANCE -> new long[] {parameters};
      case BATCH_L2 -> new long[] {n, step.network().parameters().size()};
      case BATCH_GRADIENT, BATCH_DIAGONAL_GGN, BATCH_DIAGONAL_GGN_MC, BATCH_DIAGONAL_HESSIAN ->
          new long[] {n, parameters};
      case SQRT_GGN -> new long[] {Prices.outputs(step, batch), n, parameters};
      case SQRT_GGN_MC -> new long[] {quantity.samples(), n, parameters};
    };
  }

  /**
   * Any of the arrays below.
   *
   * @throws IllegalArgumentException if the network or the loss has none, naming the nodes; if it
   *     has more numbers than fit in memory
   */
  public double[] array(SampleQuantity quantity) {
    quantity
        .missing(step.network(), step.loss())
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    return switch (quantity.kind()) {
      case GRADIENT -> gradient();
      case BATCH_GRADIENT -> batchGradient();
      case BATCH_L2 -> batchL2();
      case SUM_GRADIENT_SQUARED -> sumGradientSquared();
      case VARIANCE -> variance();
      case BATCH_DIAGONAL_GGN -> batchDiagonalGaussNewton();
      case BATCH_DIAGONAL_GGN_MC -> batchDiagonalGaussNewton(quantity.samples());
      case BATCH_DIAGONAL_HESSIAN -> batchDiagonalHessian();
      case SQRT_GGN -> squareRootGaussNewton();
      case SQRT_GGN_MC -> squareRootGaussNewton(quantity.samples());
    };
  }

  /** g = Σᵢ gᵢ, [P]. Of every network. */
  public double[] gradient() {
    ParameterVector gradient = ParameterVector.sum(line);
    forEachPart(part -> part.curve().reversePasses().gradient(gradient));
    return gradient.values();
  }

  /** gᵢ, [n, P] (BackPACK: BatchGrad). */
  public double[] batchGradient() {
    double[] gradients = rows(1);
    forEachPart(
        part -> part.layers().sampleGradients(into(gradients, part, part.curve().terms().scale())));
    return gradients;
  }

  /** ‖gᵢ‖² by parameter tensor, [n, T] (BackPACK: BatchL2Grad). */
  public double[] batchL2() {
    List<ParameterTensor> tensors = step.network().parameters();
    double[] norms = new double[batch.size() * tensors.size()];
    forEachPart(
        part -> {
          double scale = part.curve().terms().scale();
          for (int position = 0; position < tensors.size(); position++) {
            double[] traces = part.layers().squaredGradients().get(tensors.get(position)).traces();
            for (int i = 0; traces != null && i < traces.length; i++) {
              norms[(part.first() + i) * tensors.size() + position] = scale * scale * traces[i];
            }
          }
        });
    return norms;
  }

  /** Σᵢ gᵢ², element by element, [P] (BackPACK: SumGradSquared). */
  public double[] sumGradientSquared() {
    double[] sums = new double[Math.toIntExact(step.network().parameterCount())];
    forEachPart(
        part -> {
          double scale = part.curve().terms().scale();
          part.layers()
              .squaredGradients()
              .forEach((tensor, squares) -> squares.addSum(scale * scale, sums));
        });
    return sums;
  }

  /** (1/n) Σᵢ (gᵢ − g/n)², element by element, [P] (BackPACK: Variance). */
  public double[] variance() {
    double[] variance = sumGradientSquared();
    double[] gradient = gradient();
    double n = batch.size();
    for (int k = 0; k < variance.length; k++) {
      double mean = gradient[k] / n;
      // Rounding may leave less than nothing.
      variance[k] = Math.max(0, variance[k] / n - mean * mean);
    }
    return variance;
  }

  /** The diagonals of s Jᵢᵀ Hᵢ Jᵢ, [n, P]: their sum is that of G (BackPACK: BatchDiagGGNExact). */
  public double[] batchDiagonalGaussNewton() {
    return diagonals(part -> part.layers().gaussNewtonDiagonals());
  }

  /**
   * An unbiased estimate of the same from drawn targets, [n, P] (BackPACK: BatchDiagGGNMC).
   *
   * @param samples targets for each sample
   */
  public double[] batchDiagonalGaussNewton(int samples) {
    return diagonals(part -> part.layers().drawnDiagonals(step.draws(), part.first(), samples));
  }

  /** The diagonals of s times the Hessian of ℓᵢ, [n, P] (BackPACK: BatchDiagHessian). */
  public double[] batchDiagonalHessian() {
    return diagonals(part -> part.layers().hessianDiagonals());
  }

  private double[] diagonals(Function<Part, Map<ParameterTensor, SampleDiagonal>> source) {
    double[] diagonals = rows(1);
    forEachPart(
        part -> {
          Layers.ColumnReceiver receiver = into(diagonals, part, part.curve().terms().scale());
          source
              .apply(part)
              .forEach(
                  (tensor, diagonal) -> {
                    try (NDScope scope = new NDScope()) {
                      scope.suppressNotUsedWarning();
                      NDArray ofSamples = diagonal.ofSamples();
                      if (ofSamples != null) {
                        receiver.column(tensor, 0, ofSamples);
                      }
                    }
                  });
        });
    return diagonals;
  }

  /**
   * V with Σ_{c,i} V[c, i] V[c, i]ᵀ = G, [C, n, P], C the outputs of a sample (BackPACK:
   * SqrtGGNExact). V[c, i] = √s Jᵢᵀ Sᵢ[c] with Sᵢ Sᵢᵀ = Hᵢ: √p_c (e_c − p) for the cross entropy
   * with softmax p, √2 e_c for the squared error.
   */
  public double[] squareRootGaussNewton() {
    double[] roots = rows(Prices.outputs(step, batch));
    forEachPart(part -> part.layers().squareRoots(rootsInto(roots, part)));
    return roots;
  }

  /**
   * The same with an estimate of Hᵢ from drawn targets, [samples, n, P] (BackPACK: SqrtGGNMC).
   *
   * @param samples targets for each sample
   */
  public double[] squareRootGaussNewton(int samples) {
    double[] roots = rows(samples);
    forEachPart(
        part ->
            part.layers()
                .drawnSquareRoots(step.draws(), part.first(), samples, rootsInto(roots, part)));
    return roots;
  }

  private Layers.ColumnReceiver rootsInto(double[] roots, Part part) {
    return into(roots, part, Math.sqrt(part.curve().terms().scale()));
  }

  /** Zeros, [columns, n, P]. */
  private double[] rows(long columns) {
    long count = columns * batch.size() * step.network().parameterCount();
    long most =
        Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2 / Double.BYTES);
    if (count > most) {
      throw new IllegalArgumentException(
          "%,d × %,d samples × %,d parameters are %,d numbers; at most %,d fit in this program's memory"
              .formatted(columns, batch.size(), step.network().parameterCount(), count, most));
    }
    return new double[(int) count];
  }

  /** Puts what a part gives of a tensor, times a factor, where it belongs in [columns, n, P]. */
  private Layers.ColumnReceiver into(double[] rows, Part part, double factor) {
    int parameters = Math.toIntExact(step.network().parameterCount());
    return (tensor, column, derivatives) -> {
      double[] values = Torch.doubles(derivatives);
      int size = Math.toIntExact(tensor.size());
      for (int i = 0; i < values.length / size; i++) {
        int to =
            (column * batch.size() + part.first() + i) * parameters
                + Math.toIntExact(tensor.offset());
        for (int k = 0; k < size; k++) {
          rows[to + k] = factor * values[i * size + k];
        }
      }
    };
  }

  /** One chunk after the other; that of a batch which is swept at once is kept. */
  private void forEachPart(Consumer<Part> consumer) {
    if (atOnce >= batch.size()) {
      if (whole == null) {
        whole = sweep(0);
      }
      consumer.accept(whole.part());
      return;
    }
    for (int first = 0; first < batch.size(); first += atOnce) {
      try (OpenPart open = sweep(first)) {
        consumer.accept(open.part());
      }
    }
  }

  private OpenPart sweep(int first) {
    Chunk chunk = Chunk.of(batch, first, atOnce);
    return OpenPart.sweep(chunk, step, line, SweepOptions.recorded(1), manager);
  }

  @Override
  public void close() {
    if (whole != null) {
      whole.close();
    }
    manager.close();
    line.close();
  }
}
