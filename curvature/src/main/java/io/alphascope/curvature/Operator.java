package io.alphascope.curvature;

import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.line.ReversePasses;
import io.alphascope.workload.loss.Loss;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The matrix B that a step's curvature dᵀBd is taken of, before any structure. */
public enum Operator {
  /** H, the Hessian of the batch's loss in the parameters. */
  HESSIAN {
    @Override
    double[] terms(LossCurve curve) {
      return curve.hessian();
    }

    @Override
    void product(ReversePasses passes, ParameterVector product) {
      passes.hessianProduct(product);
    }

    @Override
    int productCost() {
      return PassCost.reverse(true);
    }

    @Override
    int order() {
      return 2;
    }
  },
  /**
   * G = Σᵢ Jᵢᵀ Hᵢ Jᵢ reduced as the loss is: Gauss-Newton after Schraudolph (2002); H without the
   * curvature of the network itself.
   */
  GGN {
    @Override
    double[] terms(LossCurve curve) {
      return curve.gaussNewton();
    }

    @Override
    void product(ReversePasses passes, ParameterVector product) {
      passes.ggnProduct(product);
    }

    @Override
    int productCost() {
      return PassCost.reverse(false);
    }

    @Override
    int order() {
      return 1;
    }

    @Override
    Optional<String> missing(Loss loss) {
      return loss.hasGaussNewton()
          ? Optional.empty()
          : Optional.of(
              "loss %s is linear in the outputs, so there is no Gauss-Newton matrix; ask for hessian"
                  .formatted(loss.kind()));
    }
  };

  /** The samples' shares of dᵀBd, [n], not yet reduced. */
  abstract double[] terms(LossCurve curve);

  /** Computes the moving tensors' entries of Bd. */
  abstract void product(ReversePasses passes, ParameterVector product);

  /** What {@link #product} costs, see {@link PassCost}. */
  abstract int productCost();

  /** The highest derivative of the outputs along d that it takes. */
  abstract int order();

  /** Why there is no such matrix of this loss; empty if there is one. */
  Optional<String> missing(Loss loss) {
    return Optional.empty();
  }

  static int order(Collection<Operator> operators) {
    return operators.stream().mapToInt(Operator::order).max().orElse(1);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
