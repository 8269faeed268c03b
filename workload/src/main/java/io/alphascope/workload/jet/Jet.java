package io.alphascope.workload.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;

/**
 * An array-valued function x(α) near α = 0 by its Taylor polynomial, x + x₁ α + x₂ α² (Griewank
 * &amp; Walther 2008, chapter 13). What is computed with jets: {@link Taylor}.
 *
 * @param value x; integers and truth values too, which never move
 * @param first x₁ = dx/dα, of the value's shape; null if it is zero
 * @param second x₂ = ½ d²x/dα², which spares the product rule its factor 2; null if it is zero
 */
public record Jet(NDArray value, NDArray first, NDArray second) implements Value {

  /** Derivatives may be given in a shape that broadcasts to the value's. */
  public Jet {
    first = first == null ? null : Torch.broadcast(first, value.getShape());
    second = second == null ? null : Torch.broadcast(second, value.getShape());
  }

  /** x(α) = x. */
  public static Jet constant(NDArray value) {
    return new Jet(value, null, null);
  }

  /** Whether both derivatives are zero. */
  public boolean isConstant() {
    return first == null && second == null;
  }

  public Shape shape() {
    return value.getShape();
  }

  /** Number of axes. */
  public int rank() {
    return value.getShape().dimension();
  }

  /** Length of an axis. */
  public long length(int axis) {
    return value.getShape().get(axis);
  }
}
