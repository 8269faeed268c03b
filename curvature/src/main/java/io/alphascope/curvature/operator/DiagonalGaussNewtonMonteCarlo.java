package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Map;
import java.util.Optional;

/**
 * An unbiased estimate of the diagonal of G from targets that are drawn from the network's own
 * distribution (BackPACK: DiagGGNMC).
 *
 * @param samples targets for each sample of the batch, M
 */
@AutoService(Operator.class)
public record DiagonalGaussNewtonMonteCarlo(int samples) implements Diagonal {

  public DiagonalGaussNewtonMonteCarlo() {
    this(MonteCarlo.DEFAULT);
  }

  @Override
  public String name() {
    return MonteCarlo.name("diagonal-ggn-mc", samples);
  }

  @Override
  public String description() {
    return MonteCarlo.description("Diagonal of Gauss-Newton", samples);
  }

  @Override
  public Optional<String> argument() {
    return MonteCarlo.ARGUMENT;
  }

  @Override
  public Operator with(String argument) {
    return new DiagonalGaussNewtonMonteCarlo(MonteCarlo.samples(argument));
  }

  @Override
  public Map<ParameterTensor, SampleDiagonal> diagonals(Step step, Part part) {
    return part.layers().drawnDiagonals(step.draws(), part.first(), samples);
  }

  @Override
  public long cost(CostBasis basis) {
    return PassCost.LOSS + samples * PassCost.reverse(false);
  }
}
