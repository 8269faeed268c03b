package io.alphascope.curvature.quantity;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a step on a batch beside its losses.
 *
 * @param trustRadius of the loss along the step; empty: the loss has none
 * @param parameterNorm ‖θ₀‖; empty: not asked for
 * @param moments of the samples' gradients; empty: not asked for, or not defined
 * @param withNoise whether they were asked for in their own right
 */
public record BatchExtras(
    OptionalDouble trustRadius,
    OptionalDouble parameterNorm,
    Optional<GradientMoments> moments,
    boolean withNoise) {

  Optional<GradientMoments> noise() {
    return withNoise ? moments : Optional.empty();
  }
}
