package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.layer.Residuals;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Optional;

/**
 * G + Σ J_xᵀ diag((f″ ⊙ δ)₊) J_x, the sum over the network's activations y = f(x), with δ = ∂L/∂y
 * and J_x the Jacobian of x in the parameters: the Hessian's diagonal blocks less the negative part
 * of each activation's own curvature (Chen, Chou and Chang 2018, arXiv 1802.06502, "PCH"). The
 * terms in which two parameters meet in a product are left out. BackPACK's PCHMP intends the same
 * with blocks of a parameter tensor each, {@code hessian-positive/parameter}, but computes f″ ⊙ δ²
 * in place of f″ ⊙ δ.
 */
@AutoService(Operator.class)
public record HessianPositive() implements SumOverSamples {

  @Override
  public String name() {
    return "hessian-positive";
  }

  @Override
  public String description() {
    return "Hessian with positive residuals";
  }

  @Override
  public Optional<String> missing(Network network, Loss loss) {
    return new GaussNewton().missing(network, loss).or(() -> Residuals.missing(network));
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public boolean recorded(boolean products) {
    return true;
  }

  @Override
  public boolean bends() {
    return true;
  }

  @Override
  public double[] terms(LossCurve curve) {
    double[] terms = curve.reversePasses().residuals();
    double[] gaussNewton = curve.gaussNewton();
    for (int i = 0; i < terms.length; i++) {
      terms[i] += gaussNewton[i];
    }
    return terms;
  }

  @Override
  public void product(LossCurve curve, ParameterVector product) {
    curve.reversePasses().positiveProduct(product);
  }

  @Override
  public long cost(CostBasis basis) {
    return PassCost.reverse(false) * (basis.products() ? 3 : 1);
  }

  @Override
  public int productCost() {
    return 2 * PassCost.reverse(false);
  }
}
