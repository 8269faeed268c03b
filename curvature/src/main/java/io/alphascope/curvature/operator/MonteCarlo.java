package io.alphascope.curvature.operator;

import java.util.Optional;

/** The argument of operators that draw targets: how many for each sample of the batch. */
public final class MonteCarlo {
  static final int DEFAULT = 1;
  static final Optional<String> ARGUMENT = Optional.of("samples");

  /** More would take longer than the exact operator. */
  private static final int MOST = 10_000;

  private MonteCarlo() {}

  static String name(String operator, int samples) {
    return samples == DEFAULT ? operator : operator + ":" + samples;
  }

  static String description(String of, int samples) {
    return "%s, %d drawn %s".formatted(of, samples, samples == 1 ? "target" : "targets");
  }

  /**
   * Reads the argument.
   *
   * @throws IllegalArgumentException if it is no such number
   */
  public static int samples(String argument) {
    if (!argument.matches("[1-9][0-9]{0,4}") || Integer.parseInt(argument) > MOST) {
      throw new IllegalArgumentException(
          "'%s' samples; expected a number from 1 to %d".formatted(argument, MOST));
    }
    return Integer.parseInt(argument);
  }
}
