package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Arrays made from shapes and numbers, and masks of triangles. */
final class Generators {

  static final List<Operator> OPERATORS =
      List.of(
          single("Trilu", LINEAR, Generators::trilu, "upper"),
          single("Range", LINEAR, Generators::range),
          single("ConstantOfShape", LINEAR, Generators::constantOfShape, "value"),
          single("EyeLike", LINEAR, Generators::eyeLike, "dtype", "k")
              .onShapes()
              .refusing(Generators::eyeRefusal),
          single("NonZero", LINEAR, Generators::nonZero));

  private Generators() {}

  /** Integers from the first on, as many as the shape has elements. */
  static NDArray integers(NDManager manager, Shape shape, long first) {
    return Torch.create(manager, shape, LongStream.range(first, first + shape.size()).toArray());
  }

  /** start, start + delta, … before limit. */
  static Jet range(Call call) {
    Taylor taylor = call.taylor();
    Constant start = call.constant(0);
    double first = start.number();
    double delta = call.constant(2).number();
    if (delta == 0) {
      throw new IllegalArgumentException("a range cannot have step 0");
    }
    double count = Math.max(0, Math.ceil((call.constant(1).number() - first) / delta));
    Shape shape = Sizes.checked((long) count);
    double[] numbers = new double[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = first + i * delta;
    }
    return Jet.constant(
        Torch.create(taylor.manager(), start.array().getDataType(), shape, numbers));
  }

  /** One number everywhere; by default 0. */
  static Jet constantOfShape(Call call) {
    Taylor taylor = call.taylor();
    Shape shape = Sizes.checked(call.integers(0));
    Literal value = call.attributes().literal("value", Literal.of(0.0));
    DataType type = value.isFloating() ? taylor.type() : value.type();
    NDArray one = Torch.create(taylor.manager(), type, new Shape(), value.number());
    return Jet.constant(Torch.broadcast(one, shape));
  }

  static Optional<String> eyeRefusal(Node node) {
    return Types.refusal(node, "dtype");
  }

  /** 1 on a diagonal, else 0. */
  static Jet eyeLike(Call call) {
    Taylor taylor = call.taylor();
    Shape shape = call.shape(0);
    if (shape.dimension() != 2) {
      throw new IllegalArgumentException("it wants a matrix");
    }
    DataType type =
        call.attributes().has("dtype")
            ? Types.named(call.attributes().integer("dtype", 1), taylor.type())
            : call.array(0).getDataType();
    NDArray diagonal =
        rows(taylor, shape, call.attributes().integer("k", 0)).eq(columns(taylor, shape));
    return Jet.constant(type == DataType.BOOLEAN ? diagonal : diagonal.toType(type, false));
  }

  /** Row numbers plus an offset, [rows, 1]. */
  private static NDArray rows(Taylor taylor, Shape matrix, long offset) {
    return integers(taylor.manager(), new Shape(matrix.get(matrix.dimension() - 2), 1), offset);
  }

  private static NDArray columns(Taylor taylor, Shape matrix) {
    return integers(taylor.manager(), new Shape(matrix.get(matrix.dimension() - 1)), 0);
  }

  /** Each matrix with 0 below (upper) or above a diagonal. */
  static Jet trilu(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    if (x.rank() < 2) {
      throw new IllegalArgumentException("it wants matrices");
    }
    // No matrix has a diagonal farther away; so no sum overflows.
    long far = x.length(x.rank() - 1) + x.length(x.rank() - 2);
    long k = Math.max(-far, Math.min((long) call.number(1, 0), far));
    NDArray rows = rows(taylor, x.shape(), k);
    NDArray columns = columns(taylor, x.shape());
    boolean upper = call.attributes().flag("upper", true);
    NDArray kept = upper ? columns.gte(rows) : columns.lte(rows);
    DataType type = x.value().getDataType();
    NDArray zero =
        type == taylor.type()
            ? taylor.scalar(0)
            : Torch.create(taylor.manager(), type, new Shape(), 0.0);
    return taylor.linear(x, array -> Torch.where(kept, array, zero));
  }

  /** Positions of all elements that are not 0, a column each. */
  static Jet nonZero(Call call) {
    return Jet.constant(Products.transpose(Torch.nonZero(call.constant(0).array())));
  }
}
