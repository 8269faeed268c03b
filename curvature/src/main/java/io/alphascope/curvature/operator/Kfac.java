package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import java.util.Optional;

/**
 * Kronecker-factored approximate curvature: {@link Kronecker} factors of the Fisher from targets
 * that are drawn from the network's own distribution (Martens and Grosse 2015; BackPACK: KFAC).
 *
 * @param samples targets for each sample of the batch, M
 */
@AutoService(Operator.class)
public record Kfac(int samples) implements Kronecker {

  public Kfac() {
    this(MonteCarlo.DEFAULT);
  }

  @Override
  public String name() {
    return MonteCarlo.name("kfac", samples);
  }

  @Override
  public String description() {
    return MonteCarlo.description("KFAC", samples);
  }

  @Override
  public Optional<String> argument() {
    return MonteCarlo.ARGUMENT;
  }

  @Override
  public Operator with(String argument) {
    return new Kfac(MonteCarlo.samples(argument));
  }

  @Override
  public KroneckerSum.Factors factors(Step step) {
    return KroneckerSum.ofParts(
        part -> part.layers().drawnFactors(step.draws(), part.first(), samples));
  }

  @Override
  public long cost(CostBasis basis) {
    return PassCost.LOSS + samples * PassCost.reverse(false);
  }
}
