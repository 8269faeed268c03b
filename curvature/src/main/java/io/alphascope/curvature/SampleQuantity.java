package io.alphascope.curvature;

import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.operator.MonteCarlo;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An array of a batch at θ₀, by the name of what {@link SampleQuantities} computes: {@code
 * batch-gradient}, {@code sqrt-ggn-mc:10}.
 *
 * @param kind which array
 * @param samples targets that are drawn for each sample; 1 where none are drawn
 */
public record SampleQuantity(Kind kind, int samples) {

  /** Which array, named as BackPACK's extension for it. */
  public enum Kind {
    GRADIENT("gradient", "the gradient"),
    BATCH_GRADIENT("batch-gradient", "every sample's gradient"),
    BATCH_L2("batch-l2", "square of the length of every sample's gradient by parameter tensor"),
    SUM_GRADIENT_SQUARED("sum-gradient-squared", "sum over samples of the squared gradients"),
    VARIANCE("variance", "variance of the samples' gradients"),
    BATCH_DIAGONAL_GGN("batch-diagonal-ggn", "diagonal of every sample's Gauss-Newton matrix"),
    BATCH_DIAGONAL_GGN_MC(
        "batch-diagonal-ggn-mc", "estimate of the diagonal of every sample's Gauss-Newton matrix"),
    BATCH_DIAGONAL_HESSIAN("batch-diagonal-hessian", "diagonal of every sample's Hessian"),
    SQRT_GGN("sqrt-ggn", "square root of the Gauss-Newton matrix"),
    SQRT_GGN_MC("sqrt-ggn-mc", "estimate of a square root of the Gauss-Newton matrix");

    private final String name;
    private final String description;

    Kind(String name, String description) {
      this.name = name;
      this.description = description;
    }

    /** What it is, in a few words. */
    public String description() {
      return description;
    }

    private boolean isDrawn() {
      return this == BATCH_DIAGONAL_GGN_MC || this == SQRT_GGN_MC;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** All names, of those that draw targets with one each. */
  public static String names() {
    return Arrays.stream(Kind.values()).map(Kind::toString).collect(Collectors.joining(", "));
  }

  /**
   * The array of this name; empty if the name before the first colon is none of an array.
   *
   * @throws IllegalArgumentException if what follows the colon is wrong
   */
  public static Optional<SampleQuantity> parse(String name) {
    String[] parts = name.split(":", 2);
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.name.equals(parts[0]))
        .findFirst()
        .map(kind -> new SampleQuantity(kind, parts.length == 1 ? 1 : samples(kind, parts[1])));
  }

  private static int samples(Kind kind, String argument) {
    if (!kind.isDrawn()) {
      throw new IllegalArgumentException("'%s' takes no argument".formatted(kind));
    }
    return MonteCarlo.samples(argument);
  }

  /** Its cost in units of {@link PassCost}, its own sweep included. */
  long cost(CostBasis basis) {
    long passes =
        switch (kind) {
          case GRADIENT, BATCH_GRADIENT, BATCH_L2, SUM_GRADIENT_SQUARED -> PassCost.reverse(false);
          case VARIANCE -> 2 * PassCost.reverse(false);
          case BATCH_DIAGONAL_GGN, BATCH_DIAGONAL_HESSIAN, SQRT_GGN ->
              PassCost.LOSS + basis.columns();
          case BATCH_DIAGONAL_GGN_MC, SQRT_GGN_MC ->
              PassCost.LOSS + (long) samples * PassCost.reverse(false);
        };
    return PassCost.sweep(1) + passes;
  }

  /** Why a network with this loss has no such array, naming the nodes; empty if it has. */
  public Optional<String> missing(Network network, Loss loss) {
    return SampleQuantities.missing(kind, network, loss);
  }

  @Override
  public String toString() {
    return samples == 1 ? kind.name : kind.name + ":" + samples;
  }
}
