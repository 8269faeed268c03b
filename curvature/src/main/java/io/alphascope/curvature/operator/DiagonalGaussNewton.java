package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Map;

/**
 * The diagonal of G, exactly (BackPACK: DiagGGNExact; Dangel, Kunstner and Hennig 2020, eq. 19).
 */
@AutoService(Operator.class)
public record DiagonalGaussNewton() implements Diagonal {

  @Override
  public String name() {
    return "diagonal-ggn";
  }

  @Override
  public String description() {
    return "Diagonal of Gauss-Newton";
  }

  @Override
  public Map<ParameterTensor, SampleDiagonal> diagonals(Step step, Part part) {
    return part.layers().gaussNewtonDiagonals();
  }

  @Override
  public long cost(CostBasis basis) {
    return PassCost.LOSS + basis.columns();
  }
}
