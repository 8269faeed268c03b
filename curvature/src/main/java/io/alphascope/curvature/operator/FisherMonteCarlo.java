package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.Network;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * s Σᵢ (1/M) Σ g̃ᵢ g̃ᵢᵀ, g̃ᵢ the gradient of sample i's loss at one of M targets that are drawn
 * from the network's own distribution: an unbiased estimate of the Fisher, which for these losses
 * is G (Kunstner, Balles and Hennig 2019, equations 2 and 5).
 *
 * @param samples targets for each sample of the batch, M
 */
@AutoService(Operator.class)
public record FisherMonteCarlo(int samples) implements Operator {

  public FisherMonteCarlo() {
    this(MonteCarlo.DEFAULT);
  }

  @Override
  public String name() {
    return MonteCarlo.name("fisher-mc", samples);
  }

  @Override
  public String description() {
    return MonteCarlo.description("Fisher", samples);
  }

  @Override
  public Optional<String> argument() {
    return MonteCarlo.ARGUMENT;
  }

  @Override
  public Operator with(String argument) {
    return new FisherMonteCarlo(MonteCarlo.samples(argument));
  }

  @Override
  public Optional<String> missing(Network network, Loss loss) {
    return new GaussNewton()
        .missing(network, loss)
        .or(() -> new FisherEmpirical().missing(network, loss));
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public long cost(CostBasis basis) {
    return basis.products() ? PassCost.reverse(false) : 0;
  }

  @Override
  public BatchCurvature begin(Step step, int terms, ParameterVector product) {
    return new SampleSum(new Drawn(step, samples), new double[terms], product);
  }

  /** The curvature of one step. */
  private record Drawn(Step step, int samples) implements SampleTerms {

    /** Σ (ẇᵀg̃ᵢ)²/M over the drawn targets. */
    @Override
    public double[] terms(Part part) {
      double[] sums = new double[part.curve().slopes().length];
      IntFunction<Outputs> gradients = gradients(part);
      for (int draw = 0; draw < samples; draw++) {
        double[] slopes = LossTerms.dots(gradients.apply(draw), part.curve().tangents());
        for (int i = 0; i < sums.length; i++) {
          sums[i] += slopes[i] * slopes[i] / samples;
        }
      }
      return sums;
    }

    /** s Σᵢ Jᵢᵀ Σ g̃ (g̃ᵀ żᵢ)/M, g̃ in the outputs. */
    @Override
    public void product(Part part, ParameterVector product) {
      LossCurve curve = part.curve();
      double[] weighted = new double[curve.tangents().values().length];
      int width = curve.tangents().width();
      IntFunction<Outputs> gradients = gradients(part);
      for (int draw = 0; draw < samples; draw++) {
        Outputs gradient = gradients.apply(draw);
        double[] slopes = LossTerms.dots(gradient, curve.tangents());
        for (int k = 0; k < weighted.length; k++) {
          weighted[k] += gradient.values()[k] * slopes[k / width] / samples;
        }
      }
      curve
          .reversePasses()
          .vectorJacobianProduct(new Outputs(weighted, curve.tangents().shape()), product);
    }

    private IntFunction<Outputs> gradients(Part part) {
      return Layers.drawnGradients(part.curve(), step.draws(), part.first());
    }
  }
}
