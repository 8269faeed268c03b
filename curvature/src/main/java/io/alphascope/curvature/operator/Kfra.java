package io.alphascope.curvature.operator;

import com.google.auto.service.AutoService;
import io.alphascope.curvature.layer.AveragedFactors;
import io.alphascope.curvature.layer.KroneckerShare;
import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Map;
import java.util.Optional;

/**
 * Kronecker-factored recursive approximation: {@link Kronecker} factors from the loss's Hessian,
 * summed over samples and averaged again after every node on its way back, see {@link
 * AveragedFactors} (Botev, Ritter and Barber 2017, section 3.3; BackPACK: KFRA). Defined for
 * networks without branches; its price grows with the square of a layer's elements.
 */
@AutoService(Operator.class)
public record Kfra() implements Kronecker {

  @Override
  public String name() {
    return "kfra";
  }

  @Override
  public String description() {
    return "KFRA";
  }

  @Override
  public Optional<String> missing(Network network, Loss loss) {
    return Kronecker.super.missing(network, loss).or(() -> Layers.missingAverages(network));
  }

  @Override
  public KroneckerSum.Factors factors(Step step) {
    return new KroneckerSum.Factors() {
      private AveragedFactors averaged; // null: no chunk yet

      @Override
      public void add(Part part) {
        if (averaged == null) {
          averaged = new AveragedFactors(part.curve().outputs().line());
        }
        averaged.add(part.curve(), part.layers());
      }

      @Override
      public Map<ParameterTensor, KroneckerShare> sums() {
        return averaged.factors();
      }

      @Override
      public void close() {
        if (averaged != null) {
          averaged.close();
        }
      }
    };
  }

  @Override
  public long cost(CostBasis basis) {
    return 2 * PassCost.LOSS + 4 * PassCost.reverse(false);
  }
}
