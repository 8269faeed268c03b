package io.alphascope.curvature.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import io.alphascope.workload.autograd.Autograd;
import java.util.function.UnaryOperator;

/**
 * An array-valued function x(α) near α = 0 by its Taylor polynomial, x + x₁ α + x₂ α² (Griewank
 * &amp; Walther 2008, chapter 13). Results live with the manager of the arrays they came from.
 *
 * @param value x
 * @param first x₁ = dx/dα, of the value's shape; null if it is zero
 * @param second x₂ = ½ d²x/dα², which spares the product rule its factor 2; null if it is zero
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
   *   y₁ = x₁ wᵀ + x w₁ᵀ + b₁     y₂ = x₂ wᵀ + x₁ w₁ᵀ + x w₂ᵀ + b₂
   * </pre>
   *
   * @param weight w, [out, in]; x is [n, in]
   * @param bias b, [out]
   */
  public Jet linear(Jet weight, Jet bias) {
    NDArray y = product(value, weight.value, bias.value);
    NDArray tangent = product(first, weight.value, product(value, weight.first, bias.first));
    NDArray bent =
        product(
            second,
            weight.value,
            product(first, weight.first, product(value, weight.second, bias.second)));
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
    return elementwise(y, Jet::step, null);
  }

  /** 1 where a rectified value is positive, else 0; a constant to reverse passes. */
  private static NDArray step(NDArray rectified) {
    return (Autograd.isRecording() ? rectified.stopGradient() : rectified).sign();
  }

  /** y = tanh x: y′ = 1 − y², y″ = −2 y y′. */
  public Jet tanh() {
    NDArray y = value.getNDArrayInternal().tanh();
    return elementwise(y, at -> at.square().neg().add(1), NDArray::neg);
  }

  /** y = 1/(1 + e⁻ˣ): y′ = y (1 − y), y″ = (1 − 2y) y′. */
  public Jet sigmoid() {
    NDArray y = value.getNDArrayInternal().sigmoid();
    return elementwise(y, at -> at.mul(at.neg().add(1)), at -> at.neg().add(0.5));
  }

  /**
   * y = f(x): y₁ = f′x₁, y₂ = ½ f″x₁² + f′x₂ = r y₁x₁ + f′x₂.
   *
   * @param slope f′ from y
   * @param bend r = ½ f″/f′ from y; null if f″ = 0
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
