package io.alphascope.curvature.operator;

import ai.djl.ndarray.types.Shape;
import com.google.auto.service.AutoService;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.Network;
import java.util.Optional;

/**
 * s Σᵢ gᵢ gᵢᵀ, gᵢ the gradient of sample i's loss ℓᵢ at its own target, s the factor of the loss's
 * reduction: the empirical Fisher (Kunstner, Balles and Hennig 2019, equation 3).
 */
@AutoService(Operator.class)
public record FisherEmpirical() implements SumOverSamples {

  private static final String ONE_LOSS =
      "network %s gives one loss for a batch, so no sample has a gradient of its own; ask for"
          + " hessian, or let it give one loss per sample, [n]";

  @Override
  public String name() {
    return "fisher-empirical";
  }

  @Override
  public String description() {
    return "Empirical Fisher";
  }

  @Override
  public Optional<String> missing(Network network, Loss loss) {
    if (network.couplesSamples()) {
      return Optional.of(
          "network %s normalises over the batch, so no sample has a gradient of its own; ask for hessian or ggn"
              .formatted(network.name()));
    }
    Optional<Shape> outputs =
        network.inputShapes(network.onlyNumberOfSamples().orElse(2)).map(network::outputShape);
    return outputs.isPresent() && outputs.get().dimension() == 0
        ? Optional.of(ONE_LOSS.formatted(network.name()))
        : Optional.empty();
  }

  @Override
  public int order() {
    return 1;
  }

  /**
   * (dᵀgᵢ)².
   *
   * @throws IllegalArgumentException if the network turns out to give one loss for the batch
   */
  @Override
  public double[] terms(LossCurve curve) {
    if (curve.terms().gradient().shape().dimension() == 0) {
      throw new IllegalArgumentException(
          ONE_LOSS.formatted(curve.outputs().line().network().name()));
    }
    double[] slopes = curve.slopes();
    double[] squares = new double[slopes.length];
    for (int i = 0; i < slopes.length; i++) {
      squares[i] = slopes[i] * slopes[i];
    }
    return squares;
  }

  /** s Σᵢ Jᵢᵀ (dᵀgᵢ) ∇ℓᵢ. */
  @Override
  public void product(LossCurve curve, ParameterVector product) {
    Outputs gradient = curve.terms().gradient();
    double[] slopes = curve.slopes();
    double[] weighted = gradient.values().clone();
    for (int k = 0; k < weighted.length; k++) {
      weighted[k] *= slopes[k / gradient.width()];
    }
    curve.reversePasses().vectorJacobianProduct(new Outputs(weighted, gradient.shape()), product);
  }

  @Override
  public int productCost() {
    return PassCost.reverse(false);
  }
}
