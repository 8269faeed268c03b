package io.alphascope.curvature;

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
    GRADIENT("gradient"),
    BATCH_GRADIENT("batch-gradient"),
    BATCH_L2("batch-l2"),
    SUM_GRADIENT_SQUARED("sum-gradient-squared"),
    VARIANCE("variance"),
    BATCH_DIAGONAL_GGN("batch-diagonal-ggn"),
    BATCH_DIAGONAL_GGN_MC("batch-diagonal-ggn-mc"),
    BATCH_DIAGONAL_HESSIAN("batch-diagonal-hessian"),
    SQRT_GGN("sqrt-ggn"),
    SQRT_GGN_MC("sqrt-ggn-mc");

    private final String name;

    Kind(String name) {
      this.name = name;
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

  /** Why a network with this loss has no such array, naming the nodes; empty if it has. */
  public Optional<String> missing(Network network, Loss loss) {
    return SampleQuantities.missing(kind, network, loss);
  }

  @Override
  public String toString() {
    return samples == 1 ? kind.name : kind.name + ":" + samples;
  }
}
