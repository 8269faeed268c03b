package io.alphascope.local.following;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What α* says of a learning rate, in words. α* counts in multiples of the step taken: 7 means that
 * the step should have gone 7 times as far along its direction.
 */
public final class Verdict {
  // Within a quarter of an octave or so, a median over 100 noisy steps says no more than "right".
  private static final double ABOUT_RIGHT = 1.4;

  private Verdict() {}

  /**
   * "The rate of 0.01 is about 7 times too short for its own batches, about right for fresh ones."
   *
   * @param learningRate of the run; absent: the words speak of the step
   * @param own median α* on the steps' own batches
   * @param fresh median α* on other batches; absent if none was observed
   */
  public static Optional<String> words(
      OptionalDouble learningRate, OptionalDouble own, OptionalDouble fresh) {
    if (own.isEmpty() && fresh.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder words = new StringBuilder("The ");
    if (learningRate.isPresent()) {
      words.append("rate of ").append(plain(learningRate.getAsDouble()));
    } else {
      words.append("step");
    }
    words.append(" is ");
    if (own.isPresent()) {
      words.append(judged(own.getAsDouble())).append(" for its own batches");
      fresh.ifPresent(m -> words.append(", ").append(judged(m)).append(" for fresh ones"));
    } else {
      words.append(judged(fresh.getAsDouble())).append(" for fresh batches");
    }
    return Optional.of(words.append('.').toString());
  }

  private static String judged(double median) {
    if (median <= 0) {
      return "pointing uphill";
    }
    if (median > ABOUT_RIGHT) {
      return "about " + rounded(median) + " times too short";
    }
    if (median < 1 / ABOUT_RIGHT) {
      return "about " + rounded(1 / median) + " times too long";
    }
    return "about right";
  }

  /** Two digits, since the medians carry no more: 1.6, 7, 72, 720. */
  private static String rounded(double factor) {
    if (factor < 2.95) {
      return String.format(Locale.ROOT, "%.1f", factor);
    }
    double magnitude = Math.pow(10, Math.max(0, Math.floor(Math.log10(factor)) - 1));
    return String.format(Locale.ROOT, "%.0f", Math.round(factor / magnitude) * magnitude);
  }

  private static String plain(double rate) {
    return new java.math.BigDecimal(Double.toString(rate)).stripTrailingZeros().toPlainString();
  }
}
