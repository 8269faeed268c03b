package io.alphascope.workload.loss;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A loss with PyTorch's conventions. z: outputs, t: targets, both [n, C].
 *
 * <ul>
 *   <li>{@code cross-entropy}: ℓᵢ = −Σ_c t_c log softmax(zᵢ)_c; mean: L = Σᵢ ℓᵢ / n
 *   <li>{@code squared-error} ({@code MSELoss}): ℓᵢ = Σ_c (z_c − t_c)², no ½; mean: L = Σᵢ ℓᵢ / (n
 *       C)
 *   <li>sum: L = Σᵢ ℓᵢ
 * </ul>
 */
public record Loss(Kind kind, Reduction reduction) {

  public enum Kind {
    CROSS_ENTROPY,
    SQUARED_ERROR;

    /**
     * Reads {@code cross-entropy} or {@code squared-error}.
     *
     * @throws IllegalArgumentException if there is no such loss
     */
    public static Kind parse(String name) {
      return named("loss", values(), name);
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
      return named("reduction", values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static <E extends Enum<E>> E named(String what, E[] values, String name) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: '%s' is unknown; there are %s"
                        .formatted(
                            what,
                            name,
                            Arrays.stream(values)
                                .map(Enum::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * Evaluates the loss.
   *
   * @throws IllegalArgumentException if the targets do not fit the outputs
   */
  public LossTerms at(Outputs outputs, Targets targets) {
    targets.check(outputs.samples(), outputs.width());
    double scale = scale(outputs.samples(), outputs.width());
    return kind == Kind.CROSS_ENTROPY
        ? CrossEntropy.at(outputs, targets, scale)
        : SquaredError.at(outputs, targets, scale);
  }

  /** The factor s of L = s Σᵢ ℓᵢ for n samples and C outputs. */
  double scale(int samples, int outputs) {
    if (reduction == Reduction.SUM) {
      return 1;
    }
    return kind == Kind.CROSS_ENTROPY ? 1.0 / samples : 1.0 / ((double) samples * outputs);
  }

  @Override
  public String toString() {
    return kind + " " + reduction;
  }
}
