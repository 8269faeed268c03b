package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import java.util.Optional;

/** H, the Hessian of the batch's loss in the parameters. */
@AutoService(Operator.class)
public record Hessian() implements SumOverSamples {

  @Override
  public String name() {
    return "hessian";
  }

  @Override
  public String description() {
    return "Hessian";
  }

  @Override
  public Optional<Operator> diagonal() {
    return Optional.of(new DiagonalHessian());
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public double[] terms(LossCurve curve) {
    return curve.hessian();
  }

  @Override
  public void product(LossCurve curve, ParameterVector product) {
    curve.reversePasses().hessianProduct(product);
  }

  @Override
  public int productCost() {
    return PassCost.reverse(true);
  }
}
