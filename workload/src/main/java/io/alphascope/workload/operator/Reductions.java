package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Sums, means, products and norms over axes, and running sums along one. */
final class Reductions {

  static final List<Operator> OPERATORS =
      List.of(
          reduction("ReduceSum", LINEAR, Reductions::sum),
          reduction("ReduceMean", LINEAR, Reductions::mean),
          reduction("ReduceProd", CURVED, Reductions::product),
          reduction("ReduceL1", CURVED, Reductions::l1),
          reduction("ReduceL2", CURVED, Reductions::l2),
          reduction("ReduceSumSquare", CURVED, Reductions::sumOfSquares),
          reduction("ReduceLogSum", CURVED, Reductions::logSum),
          reduction("ReduceLogSumExp", CURVED, Reductions::logSumExp),
          single("CumSum", LINEAR, Reductions::cumulativeSum, "exclusive", "reverse"));

  private Reductions() {}

  /** The axes of an operand or attribute, from 0 in ascending order; all, unless they are named. */
  static long[] axes(Call call, int rank) {
    long[] given = call.integers(1, "axes");
    if (given != null && given.length > 0) {
      return Call.axes(given, rank);
    }
    return call.attributes().flag("noop_with_empty_axes", false)
        ? new long[0]
        : LongStream.range(0, rank).toArray();
  }

  static boolean keepsAxes(Call call) {
    return call.attributes().flag("keepdims", true);
  }

  static Jet sum(Jet x, Call call) {
    return sum(call.taylor(), x, axes(call, x.rank()), keepsAxes(call));
  }

  /** PyTorch would take no axes for all of them. */
  static Jet sum(Taylor taylor, Jet x, long[] axes, boolean keepAxes) {
    return axes.length == 0 ? x : taylor.linear(x, array -> Torch.sum(array, axes, keepAxes));
  }

  static Jet mean(Jet x, Call call) {
    if (!x.value().getDataType().isFloating()) {
      throw new IllegalArgumentException("a mean of integers is not supported");
    }
    return mean(call.taylor(), x, axes(call, x.rank()), keepsAxes(call));
  }

  static Jet mean(Taylor taylor, Jet x, long[] axes, boolean keepAxes) {
    if (axes.length == 1) {
      return taylor.linear(x, array -> Torch.mean(array, (int) axes[0], keepAxes));
    }
    return taylor.scale(sum(taylor, x, axes, keepAxes), 1.0 / count(x, axes));
  }

  /** How many elements a sum over axes adds up. */
  static long count(Jet x, long[] axes) {
    return Arrays.stream(axes).map(axis -> x.length((int) axis)).reduce(1, Math::multiplyExact);
  }

  static Jet l1(Jet x, Call call) {
    return sum(Selections.abs(x, call), call);
  }

  static Jet sumOfSquares(Jet x, Call call) {
    return sum(call.taylor().square(x), call);
  }

  static Jet l2(Jet x, Call call) {
    return l2(x, axes(call, x.rank()), keepsAxes(call), call);
  }

  /** Where all elements are zero, it has no derivative: zero, as PyTorch has it. */
  static Jet l2(Jet x, long[] axes, boolean keepAxes, Call call) {
    Taylor taylor = call.taylor();
    Jet squares = sum(taylor, taylor.square(x), axes, keepAxes);
    NDArray none = squares.value().eq(taylor.scalar(0));
    Jet positive = taylor.where(none, Jet.constant(taylor.scalar(1)), squares);
    return taylor.where(none, Jet.constant(taylor.scalar(0)), Elementwise.sqrt(positive, call));
  }

  static Jet logSum(Jet x, Call call) {
    return Elementwise.log(sum(x, call), call);
  }

  /** log Σ eˣ = m + log Σ eˣ⁻ᵐ, whatever m is: the largest x, a constant. */
  static Jet logSumExp(Jet x, Call call) {
    Taylor taylor = call.taylor();
    long[] axes = axes(call, x.rank());
    if (axes.length == 0) {
      return x;
    }
    Jet detached = Jet.constant(x.value().stopGradient());
    NDArray largest = Extremes.reduce(taylor, detached, axes, true, true).value();
    Jet m = Jet.constant(Torch.where(largest.isInfinite(), taylor.scalar(0), largest));
    Jet sum = sum(taylor, Elementwise.exp(taylor.subtract(x, m), call), axes, true);
    Jet y = taylor.add(Elementwise.log(sum, call), m);
    return keepsAxes(call) ? y : squeeze(taylor, y, axes);
  }

  /** Without axes of length 1. */
  static Jet squeeze(Taylor taylor, Jet x, long[] axes) {
    long[] kept =
        LongStream.range(0, x.rank())
            .filter(axis -> Arrays.binarySearch(axes, axis) < 0)
            .map(axis -> x.length((int) axis))
            .toArray();
    return taylor.linear(x, array -> Torch.reshape(array, kept));
  }

  static Jet product(Jet x, Call call) {
    Taylor taylor = call.taylor();
    long[] axes = axes(call, x.rank());
    Jet y = x;
    for (long axis : axes) {
      y = product(taylor, y, (int) axis);
    }
    return keepsAxes(call) ? y : squeeze(taylor, y, axes);
  }

  /** Along one axis, which stays; with derivatives, one half times the other until one is left. */
  private static Jet product(Taylor taylor, Jet x, int axis) {
    if (x.isConstant()) {
      return Jet.constant(x.value().prod(new int[] {axis}, true));
    }
    Jet y = x;
    while (y.length(axis) > 1) {
      long length = y.length(axis);
      long half = length / 2;
      Jet product =
          taylor.multiply(slice(taylor, y, axis, 0, half), slice(taylor, y, axis, half, 2 * half));
      y = length % 2 == 0 ? product : withLast(taylor, product, y, axis);
    }
    return y;
  }

  /** The product times an odd element that was left over, in the place of its first. */
  private static Jet withLast(Taylor taylor, Jet product, Jet whole, int axis) {
    Jet last = slice(taylor, whole, axis, whole.length(axis) - 1, whole.length(axis));
    Jet padding = slice(taylor, product, axis, 1, product.length(axis));
    Jet first = taylor.multiply(slice(taylor, product, axis, 0, 1), last);
    return Joins.concat(taylor, List.of(first, padding), axis);
  }

  private static Jet slice(Taylor taylor, Jet x, int axis, long from, long to) {
    return taylor.linear(x, array -> Torch.slice(array, axis, from, to, 1));
  }

  /** {@code exclusive}: without the element itself; {@code reverse}: from the last one on. */
  static Jet cumulativeSum(Call call) {
    Jet x = call.jet(0);
    int axis = Call.axis((long) call.constant(1).number(), x.rank());
    boolean exclusive = call.attributes().flag("exclusive", false);
    boolean reverse = call.attributes().flag("reverse", false);
    return call.taylor()
        .linear(
            x,
            array -> {
              NDArray ordered = reverse ? Torch.flip(array, axis) : array;
              NDArray sums = (exclusive ? delayed(ordered, axis) : ordered).cumSum(axis);
              return reverse ? Torch.flip(sums, axis) : sums;
            });
  }

  /** A zero before the elements of an axis in place of the last. */
  private static NDArray delayed(NDArray array, int axis) {
    Shape shape = array.getShape();
    long[] before = new long[shape.dimension()];
    long[] after = new long[shape.dimension()];
    before[axis] = 1;
    after[axis] = -1;
    return Torch.pad(array, before, after, 0);
  }

  static Operator reduction(String name, Degree degree, Operator.UnaryRule rule) {
    return unary(name, degree, rule, "axes", "keepdims", "noop_with_empty_axes");
  }
}
