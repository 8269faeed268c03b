package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.naming.Named;
import java.util.Locale;

/**
 * A loss with PyTorch's conventions, L = s Σᵢ ℓᵢ over the samples i. z: outputs [n, …], t: targets.
 *
 * <ul>
 *   <li>{@code cross-entropy} ({@code CrossEntropyLoss}): ℓᵢ = −Σ w_c t_c log softmax(z)_c over the
 *       positions of sample i and their classes c; {@link ClassOptions}
 *   <li>{@code squared-error} ({@code MSELoss}): ℓᵢ = Σ (z − t)², no ½
 *   <li>{@code binary-cross-entropy} ({@code BCEWithLogitsLoss}): ℓᵢ = Σ log(1 + eᶻ) − t z
 *   <li>{@code graph}: ℓᵢ = zᵢ, or L = z where the graph gives one number
 * </ul>
 *
 * <p>s is 1 for {@code sum}; for {@code mean} 1 over: all values of z; of cross entropy the
 * positions, or, where the targets are classes, the weights of those that count; of a graph n.
 */
public record Loss(Kind kind, Reduction reduction, ClassOptions classes) {

  /** What is compared with what, and how. */
  public enum Kind {
    CROSS_ENTROPY,
    SQUARED_ERROR,
    BINARY_CROSS_ENTROPY,
    GRAPH;

    /**
     * Reads {@code cross-entropy}, {@code squared-error}, {@code binary-cross-entropy} or {@code
     * graph}.
     *
     * @throws IllegalArgumentException if there is no such loss
     */
    public static Kind parse(String name) {
      return Named.parse("loss", values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How the samples' losses become one. */
  public enum Reduction {
    MEAN,
    SUM;

    /**
     * Reads {@code mean} or {@code sum}.
     *
     * @throws IllegalArgumentException if there is no such reduction
     */
    public static Reduction parse(String name) {
      return Named.parse("reduction", values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException if the loss has no such options
   */
  public Loss {
    if (kind != Kind.CROSS_ENTROPY && !classes.names().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: only cross-entropy has it, not %s; leave it out"
              .formatted(classes.names().get(0), kind));
    }
  }

  /** A loss without options. */
  public Loss(Kind kind, Reduction reduction) {
    this(kind, reduction, ClassOptions.NONE);
  }

  /** With another reduction. */
  public Loss with(Reduction other) {
    return new Loss(kind, other, classes);
  }

  /** With options of cross entropy. */
  public Loss with(ClassOptions options) {
    return new Loss(kind, reduction, options);
  }

  /**
   * Whether it curves in its outputs, so that there is a Gauss-Newton matrix: a graph's does not.
   */
  public boolean hasGaussNewton() {
    return kind != Kind.GRAPH;
  }

  /**
   * Evaluates the loss.
   *
   * @throws IllegalArgumentException if the targets do not fit the outputs
   */
  public LossTerms at(Outputs outputs, Targets targets) {
    check(targets, outputs.shape());
    return at(outputs, targets, scale(targets, outputs.shape()));
  }

  /**
   * Evaluates the loss of a part of a batch.
   *
   * @param targets of the part, {@link #check checked}
   * @param scale the factor s of the whole batch
   */
  public LossTerms at(Outputs outputs, Targets targets, double scale) {
    return switch (kind) {
      case CROSS_ENTROPY -> CrossEntropy.at(outputs, targets, classes, scale);
      case SQUARED_ERROR -> SquaredError.at(outputs, targets, scale);
      case BINARY_CROSS_ENTROPY -> BinaryCrossEntropy.at(outputs, targets, scale);
      case GRAPH -> new GraphLoss(outputs, scale);
    };
  }

  /**
   * Checks that these can be targets of such outputs.
   *
   * @param outputs [n, …]
   * @throws IllegalArgumentException naming the sample, the option or the shape that cannot be, and
   *     what was expected
   */
  public void check(Targets targets, Shape outputs) {
    TargetCheck.of(this, targets, outputs);
  }

  /**
   * The shape that labels of such outputs have: without the axis of classes, but with every axis
   * where each output has a label of its own, 0 or 1.
   *
   * @param outputs [n, …]; of a loss of classes [n, …, C] or [n, C, …]
   */
  public Shape labelShape(Shape outputs) {
    return kind == Kind.BINARY_CROSS_ENTROPY
        ? outputs
        : ClassRows.positions(outputs, classes.axis());
  }

  /**
   * The factor s of a batch, which its parts share.
   *
   * @param targets of the whole batch
   * @param outputs their shape, [n, …]
   * @return 1 for the sum; infinite if nothing counts, as the mean of nothing is 0/0
   */
  public double scale(Targets targets, Shape outputs) {
    return reduction == Reduction.SUM ? 1 : 1 / denominator(targets, outputs);
  }

  private double denominator(Targets targets, Shape outputs) {
    if (kind == Kind.GRAPH) {
      return outputs.dimension() == 0 ? 1 : outputs.get(0);
    }
    if (kind != Kind.CROSS_ENTROPY) {
      return outputs.size();
    }
    ClassRows rows = ClassRows.of(outputs, classes.axis());
    return targets instanceof ClassLabels labels
        ? labels.weight(classes.weights(rows.classes()), classes.ignoreIndex())
        : rows.count();
  }

  @Override
  public String toString() {
    return kind + " " + reduction;
  }
}
