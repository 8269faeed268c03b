package io.alphascope.curvature.operator;

import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Optional;

/**
 * An operator with a block B ⊗ A for each parameter tensor, in BackPACK's conventions: B, listed
 * first, is of a layer's outputs and carries the loss's reduction; A, of its inputs, is the mean
 * over samples of Σ_t x_t x_tᵀ, over the patches of a convolution. A bias has B alone. B sums
 * derivatives over positions first (so it is the exact block of the bias), which is |T| times the
 * factor Γ of Grosse and Martens (2016).
 */
interface Kronecker extends Operator {

  /** The factors of one step on one batch, to be closed. */
  KroneckerSum.Factors factors(Step step);

  @Override
  default Optional<String> missing(Structure structure) {
    return structure == Structure.FULL
        ? Optional.empty()
        : Optional.of(
            "%s has a block for each parameter tensor already; leave /%s out"
                .formatted(name(), structure));
  }

  @Override
  default Optional<String> missing(Network network, Loss loss) {
    return new GaussNewton().missing(network, loss).or(() -> Layers.missingFactors(network));
  }

  @Override
  default int order() {
    return 1;
  }

  @Override
  default boolean recorded(boolean products) {
    return false;
  }

  @Override
  default BatchCurvature begin(Step step, int terms, ParameterVector product) {
    return new KroneckerSum(factors(step), product);
  }
}
