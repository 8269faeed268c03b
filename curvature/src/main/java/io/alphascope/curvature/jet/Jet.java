package io.alphascope.curvature.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import java.util.function.UnaryOperator;

/**
 * An array-valued function x(α) at α = 0 to second order (Griewank &amp; Walther 2008, chapter 13).
 * Results live with the manager of the arrays they came from.
 *
 * @param value x
 * @param first ẋ = dx/dα, of the value's shape; null if it is zero
 * @param second ẍ = d²x/dα²; null if it is zero
 */
public record Jet(NDArray value, NDArray first, NDArray second) {

  /** x(α) = x. */
  public static Jet constant(NDArray value) {
    return new Jet(value, null, null);
  }

  /** Whether both derivatives are zero. */
  public boolean isConstant() {
    return first == null && second == null;
  }

  /**
   * y = x wᵀ + b.
   *
   * <pre>
   *   ẏ = ẋ wᵀ + x ẇᵀ + ḃ     ÿ = ẍ wᵀ + 2 ẋ ẇᵀ + x ẅᵀ + b̈
   * </pre>
   *
   * @param weight w, [out, in]; x is [n, in]
   * @param bias b, [out]
   */
  public Jet linear(Jet weight, Jet bias) {
    NDArray y = product(value, weight.value, bias.value);
    NDArray cross = product(first, weight.first, null);
    NDArray tangent = product(first, weight.value, product(value, weight.first, bias.first));
    NDArray bent =
        product(
            second,
            weight.value,
            product(
                value, weight.second, sum(cross == null ? null : cross.add(cross), bias.second)));
    return new Jet(y, rows(tangent, y), rows(bent, y));
  }

  /** x wᵀ + b, where null is zero; PyTorch adds a b of [n, out] as well as one of [out]. */
  private static NDArray product(NDArray x, NDArray weight, NDArray bias) {
    return x == null || weight == null ? bias : Linear.linear(x, weight, bias).singletonOrThrow();
  }

  /** A sum that is a bias alone, [out], as the [n, out] that y is. */
  private static NDArray rows(NDArray sum, NDArray y) {
    return sum == null || sum.getShape().equals(y.getShape()) ? sum : y.zerosLike().add(sum);
  }

  /** y = max(x, 0), with y′(0) = 0 as PyTorch has it; y″ = 0 everywhere else. */
  public Jet relu() {
    NDArray y = value.getNDArrayInternal().relu();
    return elementwise(y, at -> at.stopGradient().sign(), null);
  }

  /** y = tanh x: y′ = 1 − y², y″ = −2 y y′. */
  public Jet tanh() {
    NDArray y = value.getNDArrayInternal().tanh();
    return elementwise(y, at -> at.square().neg().add(1), at -> at.mul(-2));
  }

  /** y = 1/(1 + e⁻ˣ): y′ = y (1 − y), y″ = (1 − 2y) y′. */
  public Jet sigmoid() {
    NDArray y = value.getNDArrayInternal().sigmoid();
    return elementwise(y, at -> at.mul(at.neg().add(1)), at -> at.mul(-2).add(1));
  }

  /**
   * y = f(x): ẏ = f′ẋ, ÿ = f″ẋ² + f′ẍ = r ẏẋ + f′ẍ.
   *
   * @param slope f′ from y
   * @param bend r = f″/f′ from y; null if f″ = 0
   */
  private Jet elementwise(NDArray y, UnaryOperator<NDArray> slope, UnaryOperator<NDArray> bend) {
    if (isConstant()) {
      return constant(y);
    }
    NDArray at = slope.apply(y);
    NDArray tangent = first == null ? null : first.mul(at);
    NDArray bent = bend == null || first == null ? null : bend.apply(y).mul(tangent).mul(first);
    return new Jet(y, tangent, sum(bent, second == null ? null : second.mul(at)));
  }

  private static NDArray sum(NDArray a, NDArray b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.add(b);
  }
}
