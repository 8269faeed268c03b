package io.alphascope.curvature.quantity;

import io.alphascope.curvature.spectrum.LargestEigenvalue;
import io.alphascope.curvature.spectrum.TraceEstimate;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a curvature matrix beside dᵀBd; what was not asked for is empty.
 *
 * @param diagonal [P], not copied
 * @param withTrace whether the trace was asked for
 * @param withTic whether the Takeuchi information criterion was
 */
public record MatrixExtras(
    Optional<double[]> diagonal,
    boolean withTrace,
    boolean withTic,
    Optional<TraceEstimate> traceEstimate,
    Optional<LargestEigenvalue> eigenvalue) {

  OptionalDouble trace() {
    return withTrace && diagonal.isPresent()
        ? OptionalDouble.of(Arrays.stream(diagonal.get()).sum())
        : OptionalDouble.empty();
  }

  Optional<double[]> ticDiagonal() {
    return withTic ? diagonal : Optional.empty();
  }

  /** λ, if the method converged. */
  Optional<LargestEigenvalue> convergedEigenvalue() {
    return eigenvalue.filter(LargestEigenvalue::converged);
  }
}
