package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.layer.Residuals;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Map;
import java.util.Optional;

/**
 * The diagonal of H, exactly (BackPACK: DiagHessian): that of G and, for each activation y = f(x)
 * with δ = ∂L/∂y, that of J_xᵀ diag(f″ ⊙ δ) J_x. Its price grows with the number of activations
 * that bend; ReLU does not.
 */
@AutoService(Operator.class)
public record DiagonalHessian() implements Diagonal {

  @Override
  public String name() {
    return "diagonal-hessian";
  }

  @Override
  public String description() {
    return "Diagonal of the Hessian";
  }

  @Override
  public Optional<String> missing(Network network, Loss loss) {
    return Diagonal.super
        .missing(network, loss)
        .or(() -> Layers.missingSingleUse(network))
        .or(() -> Residuals.missing(network))
        .or(() -> Layers.missingActivations(network));
  }

  @Override
  public Map<ParameterTensor, SampleDiagonal> diagonals(Step step, Part part) {
    return part.layers().hessianDiagonals();
  }

  @Override
  public int cost(boolean products) {
    return 2 * PassCost.LOSS + 10 * PassCost.reverse(false);
  }
}
