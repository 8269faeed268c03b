package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;

/**
 * Kronecker-factored low rank: {@link Kronecker} factors of G with the exact Hessian of the loss in
 * the outputs (Botev, Ritter and Barber 2017, section 3.2; BackPACK: KFLR).
 */
@AutoService(Operator.class)
public record Kflr() implements Kronecker {

  @Override
  public String name() {
    return "kflr";
  }

  @Override
  public String description() {
    return "KFLR";
  }

  @Override
  public KroneckerSum.Factors factors(Step step) {
    return KroneckerSum.ofParts(part -> part.layers().gaussNewtonFactors());
  }

  @Override
  public long cost(CostBasis basis) {
    return PassCost.LOSS + basis.columns();
  }
}
