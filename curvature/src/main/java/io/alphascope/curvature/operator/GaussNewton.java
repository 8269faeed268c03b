package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Optional;

/**
 * G = Σᵢ Jᵢᵀ Hᵢ Jᵢ reduced as the loss is: the generalised Gauss-Newton matrix after Schraudolph
 * (2002); H without the curvature of the network itself.
 */
@AutoService(Operator.class)
public record GaussNewton() implements SumOverSamples {

  @Override
  public String name() {
    return "ggn";
  }

  @Override
  public String description() {
    return "Gauss-Newton";
  }

  @Override
  public Optional<String> missing(Network network, Loss loss) {
    return loss.hasGaussNewton()
        ? Optional.empty()
        : Optional.of(
            "loss %s is linear in the outputs, so there is no Gauss-Newton matrix; ask for hessian"
                .formatted(loss.kind()));
  }

  @Override
  public Optional<Operator> diagonal() {
    return Optional.of(new DiagonalGaussNewton());
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public double[] terms(LossCurve curve) {
    return curve.gaussNewton();
  }

  @Override
  public void product(LossCurve curve, ParameterVector product) {
    curve.reversePasses().vectorJacobianProduct(curve.curved(), product);
  }

  @Override
  public int productCost() {
    return PassCost.reverse(false);
  }
}
