package io.alphascope.workload.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Arithmetic of jets, cut off after an order: the few shapes of rule that operators are made of. An
 * absent derivative costs nothing, so the same rule serves training (no derivatives), the sweep
 * along a step (two of them) and evaluation at another α.
 *
 * <p>Where the thread records for reverse mode, values and first derivatives are recorded, second
 * ones are not: they are read and never differentiated.
 */
public final class Taylor {
  private final Scalars scalars;
  private final int order;
  private final Supplier<NDArray> shift; // β, [n]; null: nothing is gathered

  /**
   * @param order the highest derivative that is computed, 0 to 2
   */
  public Taylor(Scalars scalars, int order) {
    this(scalars, order, null);
  }

  private Taylor(Scalars scalars, int order, Supplier<NDArray> shift) {
    this.scalars = scalars;
    this.order = order;
    this.shift = shift;
  }

  /**
   * The same for an operator whose rows are the samples, and whose second derivatives may be
   * gathered instead of carried on to the outputs: it gives y₁ + βᵢ y₂ in place of y₁, and no y₂.
   * Since β is zero, this changes only what a reverse pass over first derivatives leaves with βᵢ:
   * ⟨λ, y₂⟩ of sample i, λ the derivative in y₁ of what the pass goes back from. That is what y₂
   * would have brought to the outputs.
   *
   * @param shift β, [n], zeros and a leaf, the same each time; asked for only where it is needed
   */
  public Taylor gathering(Supplier<NDArray> shift) {
    return new Taylor(scalars, order, shift);
  }

  /** Whether second derivatives may be left to {@link #ahead}. */
  public boolean gathers() {
    return shift != null;
  }

  /**
   * a + βᵢ b in row i, where null is zero; a itself where nothing is gathered. A first derivative
   * that is computed from it in place of a gathers the second derivative's term with b in place of
   * a.
   *
   * @param rank number of axes of that first derivative
   */
  public NDArray ahead(NDArray a, NDArray b, int rank) {
    if (shift == null || b == null) {
      return a;
    }
    long[] rows = new long[rank];
    Arrays.fill(rows, 1);
    rows[0] = -1;
    NDArray zero = Torch.reshape(shift.get(), rows).mul(b.stopGradient());
    return a == null ? zero : zero.add(a);
  }

  /** FLOAT32 or FLOAT64. */
  public DataType type() {
    return scalars.type();
  }

  /** Where constants are made: says the device. */
  public NDManager manager() {
    return scalars.manager();
  }

  /** A number as an operand, of no axis; kept, so not for numbers that change. */
  public NDArray scalar(double number) {
    return scalars.of(number);
  }

  /** The second derivative, unless it is of no interest: not recorded. */
  public NDArray second(Supplier<NDArray> derivative) {
    if (order < 2) {
      return null;
    }
    if (!Autograd.isRecording()) {
      return derivative.get();
    }
    try (Autograd plain = Autograd.notRecording()) {
      return derivative.get();
    }
  }

  /** y = f(x), f linear. */
  public Jet linear(Jet x, UnaryOperator<NDArray> f) {
    return affine(x, f.apply(x.value()), f);
  }

  /** y = f(x) + c, f linear, with its value given. */
  public Jet affine(Jet x, NDArray value, UnaryOperator<NDArray> f) {
    return new Jet(value, apply(x.first(), f), second(() -> apply(x.second(), f)));
  }

  /** y = f(a, b), f linear in each: y₁ = f(a₁, b) + f(a, b₁). */
  public Jet bilinear(Jet a, Jet b, BinaryOperator<NDArray> f) {
    return bilinear(a, b, f.apply(a.value(), b.value()), f);
  }

  /** As {@link #bilinear(Jet, Jet, BinaryOperator)}, with the value given. */
  public Jet bilinear(Jet a, Jet b, NDArray value, BinaryOperator<NDArray> f) {
    return bilinear(a, b, value, f, Taylor::sum);
  }

  private Jet bilinear(
      Jet a, Jet b, NDArray value, BinaryOperator<NDArray> f, BinaryOperator<NDArray> sum) {
    if (a.isConstant() && b.isConstant()) {
      return Jet.constant(value);
    }
    return new Jet(
        value,
        sum.apply(apply(a.first(), b.value(), f), apply(a.value(), b.first(), f)),
        second(
            () ->
                sum.apply(
                    sum.apply(apply(a.second(), b.value(), f), apply(a.first(), b.first(), f)),
                    apply(a.value(), b.second(), f))));
  }

  public Jet add(Jet a, Jet b) {
    return new Jet(
        a.value().add(b.value()),
        sum(a.first(), b.first()),
        second(() -> sum(a.second(), b.second())));
  }

  public Jet subtract(Jet a, Jet b) {
    return new Jet(
        a.value().sub(b.value()),
        difference(a.first(), b.first()),
        second(() -> difference(a.second(), b.second())));
  }

  public Jet negate(Jet x) {
    return linear(x, NDArray::neg);
  }

  /** c x. */
  public Jet scale(Jet x, double factor) {
    if (factor == 1) {
      return x;
    }
    NDArray c = scalar(factor);
    return linear(x, a -> a.mul(c));
  }

  /** Elementwise product, broadcast. */
  public Jet multiply(Jet a, Jet b) {
    return a == b
        ? square(a)
        : bilinear(a, b, a.value().mul(b.value()), NDArray::mul, Taylor::sumOfProducts);
  }

  /**
   * a b + c elementwise, in the memory of the product; what is gathered costs little where b is
   * small.
   *
   * @param c broadcasts to a b; null: zero
   */
  public Jet multiplyAdd(Jet a, Jet b, Jet c) {
    Jet product = gathers() ? gatheredProduct(a, b) : multiply(a, b);
    return c == null
        ? product
        : new Jet(
            product.value().addi(c.value()),
            sumOfProducts(product.first(), c.first()),
            second(() -> sumOfProducts(product.second(), c.second())));
  }

  /** y₂ = a₂ b; a₁ b₁ and a b₂ are gathered. */
  private Jet gatheredProduct(Jet a, Jet b) {
    int rank = Math.max(a.rank(), b.rank());
    return new Jet(
        a.value().mul(b.value()),
        sumOfProducts(
            apply(a.first(), ahead(b.value(), b.first(), rank), NDArray::mul),
            apply(a.value(), ahead(b.first(), b.second(), rank), NDArray::mul)),
        second(() -> apply(a.second(), b.value(), NDArray::mul)));
  }

  public Jet square(Jet x) {
    NDArray y = x.value().square();
    if (x.isConstant()) {
      return Jet.constant(y);
    }
    NDArray twice = x.value().add(x.value());
    return new Jet(
        y,
        apply(x.first(), a -> a.mul(twice)),
        second(() -> sum(apply(x.second(), a -> a.mul(twice)), apply(x.first(), NDArray::square))));
  }

  /** y = a / b elementwise, from y b = a. */
  public Jet divide(Jet a, Jet b) {
    NDArray y = a.value().div(b.value());
    if (a.isConstant() && b.isConstant()) {
      return Jet.constant(y);
    }
    NDArray first =
        apply(difference(a.first(), apply(b.first(), c -> c.mul(y))), c -> c.div(b.value()));
    return new Jet(
        y,
        first,
        second(
            () ->
                apply(
                    difference(
                        difference(a.second(), apply(b.second(), c -> c.mul(y))),
                        apply(first, b.first(), NDArray::mul)),
                    c -> c.div(b.value()))));
  }

  /**
   * y = f(x) element by element: y₁ = f′ x₁, y₂ = f′ x₂ + ½ f″ x₁².
   *
   * @param slope f′ at x; called once if x depends on α
   * @param halfBend ½ f″ from f′; null if f″ = 0
   */
  public Jet elementwise(
      Jet x, NDArray y, Supplier<NDArray> slope, UnaryOperator<NDArray> halfBend) {
    if (x.isConstant()) {
      return Jet.constant(y);
    }
    NDArray at = slope.get();
    return new Jet(
        y,
        apply(x.first(), a -> a.mul(at)),
        second(
            () ->
                sum(
                    apply(x.second(), a -> a.mul(at)),
                    halfBend == null
                        ? null
                        : apply(x.first(), a -> halfBend.apply(at).mul(a.square())))));
  }

  /** a where a condition that does not move holds, else b. */
  public Jet where(NDArray condition, Jet a, Jet b) {
    NDArray zero = scalar(0);
    BinaryOperator<NDArray> choose =
        (x, y) ->
            x == null && y == null
                ? null
                : Torch.where(condition, x == null ? zero : x, y == null ? zero : y);
    return new Jet(
        Torch.where(condition, a.value(), b.value()),
        choose.apply(a.first(), b.first()),
        second(() -> choose.apply(a.second(), b.second())));
  }

  /** 1 where a condition holds, else 0; a constant to reverse passes. */
  public NDArray indicator(NDArray condition) {
    return Torch.where(condition, scalar(1), scalar(0));
  }

  /** f(a), where null is zero. */
  public static NDArray apply(NDArray a, UnaryOperator<NDArray> f) {
    return a == null ? null : f.apply(a);
  }

  /** f(a, b), f bilinear, where null is zero. */
  public static NDArray apply(NDArray a, NDArray b, BinaryOperator<NDArray> f) {
    return a == null || b == null ? null : f.apply(a, b);
  }

  /** a + b, where null is zero. */
  public static NDArray sum(NDArray a, NDArray b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.add(b);
  }

  /** a + b, where null is zero: in the memory of a, a product of the shape of the sum. */
  private static NDArray sumOfProducts(NDArray a, NDArray b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.addi(b);
  }

  /** a − b, where null is zero. */
  public static NDArray difference(NDArray a, NDArray b) {
    if (b == null) {
      return a;
    }
    return a == null ? b.neg() : a.sub(b);
  }
}
