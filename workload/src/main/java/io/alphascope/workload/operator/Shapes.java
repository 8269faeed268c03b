package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The same elements in another shape or order; and shapes as values. */
final class Shapes {

  static final List<Operator> OPERATORS =
      List.of(
          unary("Flatten", LINEAR, Shapes::flatten, "axis").keeping(Rows.RESHAPED),
          single("Reshape", LINEAR, Shapes::reshape, "allowzero").keeping(Rows.RESHAPED),
          single("Squeeze", LINEAR, Shapes::squeeze, "axes").keeping(Rows.RESHAPED),
          single("Unsqueeze", LINEAR, Shapes::unsqueeze, "axes").keeping(Rows.RESHAPED),
          unary("Transpose", LINEAR, Shapes::transpose, "perm").keeping(Shapes::transposedRows),
          unary("DepthToSpace", LINEAR, Shapes::depthToSpace, "blocksize", "mode"),
          unary("SpaceToDepth", LINEAR, Shapes::spaceToDepth, "blocksize", "mode"),
          single("Shape", LINEAR, Shapes::shape, "start", "end").onShapes(),
          single("Size", LINEAR, Shapes::size).onShapes());

  private Shapes() {}

  private static Rows transposedRows(Node node) {
    long[] order = node.attributes().integers("perm", -1);
    return order[0] == 0 ? Rows.OF_FIRST : Rows.MIXED;
  }

  /** [the axes before, the axes from `axis` on]. */
  static Jet flatten(Jet x, Call call) {
    long axis = call.attributes().integer("axis", 1);
    int split = axis == x.rank() ? x.rank() : Call.axis(axis, x.rank());
    long rows = x.shape().slice(0, split).size();
    long columns = x.shape().slice(split).size();
    return call.taylor().linear(x, array -> Torch.reshape(array, rows, columns));
  }

  /** 0 in the shape: the operand's length, unless {@code allowzero}; −1: what is left. */
  static Jet reshape(Call call) {
    Jet x = call.jet(0);
    long[] shape = call.integers(1).clone();
    if (!call.attributes().flag("allowzero", false)) {
      for (int axis = 0; axis < shape.length; axis++) {
        if (shape[axis] == 0) {
          shape[axis] = x.length(Call.axis(axis, x.rank()));
        }
      }
    }
    return call.taylor().linear(x, array -> Torch.reshape(array, shape));
  }

  /** Without axes of length 1: those named, else all. */
  static Jet squeeze(Call call) {
    Jet x = call.jet(0);
    long[] given = call.integers(1, "axes");
    long[] gone =
        given != null
            ? Call.axes(given, x.rank())
            : LongStream.range(0, x.rank()).filter(axis -> x.length((int) axis) == 1).toArray();
    for (long axis : gone) {
      if (x.length((int) axis) != 1) {
        throw new IllegalArgumentException(
            "axis %d has length %d, only one of length 1 can be dropped"
                .formatted(axis, x.length((int) axis)));
      }
    }
    long[] shape =
        IntStream.range(0, x.rank())
            .filter(axis -> Arrays.binarySearch(gone, axis) < 0)
            .mapToLong(x::length)
            .toArray();
    return call.taylor().linear(x, array -> Torch.reshape(array, shape));
  }

  /** With axes of length 1 at the places named, which count in the result. */
  static Jet unsqueeze(Call call) {
    Jet x = call.jet(0);
    long[] given = call.integers(1, "axes");
    if (given == null) {
      throw new IllegalArgumentException("it names no axes");
    }
    int rank = x.rank() + given.length;
    long[] added = Call.axes(given, rank);
    if (added.length < given.length) {
      throw new IllegalArgumentException("it names an axis twice: " + Arrays.toString(given));
    }
    long[] shape = new long[rank];
    for (int axis = 0, from = 0; axis < rank; axis++) {
      shape[axis] = Arrays.binarySearch(added, axis) >= 0 ? 1 : x.length(from++);
    }
    return call.taylor().linear(x, array -> Torch.reshape(array, shape));
  }

  /** The axes in the order named, else in reverse. */
  static Jet transpose(Jet x, Call call) {
    int rank = x.rank();
    long[] reverse = LongStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    long[] order = call.attributes().integers("perm", reverse);
    return call.taylor().linear(x, array -> Torch.permute(array, order));
  }

  /** The lengths of the axes from `start` to before `end`. */
  static Jet shape(Call call) {
    Shape shape = call.shape(0);
    int rank = shape.dimension();
    int start = bound(call.attributes().integer("start", 0), rank);
    int end = Math.max(start, bound(call.attributes().integer("end", rank), rank));
    long[] lengths = Arrays.copyOfRange(shape.getShape(), start, end);
    return Jet.constant(Torch.create(call.taylor().manager(), new Shape(end - start), lengths));
  }

  private static int bound(long axis, int rank) {
    return (int) Math.max(0, Math.min(axis < 0 ? axis + rank : axis, rank));
  }

  /** How many elements there are. */
  static Jet size(Call call) {
    NDArray count =
        Torch.create(
            call.taylor().manager(), DataType.INT64, new Shape(), (double) call.shape(0).size());
    return Jet.constant(count);
  }

  /** [n, c, h, w] to [n, c/b², h b, w b]: channels become blocks of b × b pixels. */
  static Jet depthToSpace(Jet x, Call call) {
    long block = block(x, call);
    long n = x.length(0);
    long depth = divided(x.length(1), block * block);
    long h = x.length(2);
    long w = x.length(3);
    boolean depthLast = isDepthLast(call);
    long[] apart =
        depthLast
            ? new long[] {n, block, block, depth, h, w}
            : new long[] {n, depth, block, block, h, w};
    long[] order = depthLast ? new long[] {0, 3, 4, 1, 5, 2} : new long[] {0, 1, 4, 2, 5, 3};
    return call.taylor()
        .linear(
            x,
            array ->
                Torch.reshape(
                    Torch.permute(Torch.reshape(array, apart), order),
                    n,
                    depth,
                    h * block,
                    w * block));
  }

  /** [n, c, h, w] to [n, c b², h/b, w/b]: blocks of b × b pixels become channels. */
  static Jet spaceToDepth(Jet x, Call call) {
    long block = block(x, call);
    long n = x.length(0);
    long depth = x.length(1);
    long h = divided(x.length(2), block);
    long w = divided(x.length(3), block);
    long[] order =
        isDepthLast(call) ? new long[] {0, 3, 5, 1, 2, 4} : new long[] {0, 1, 3, 5, 2, 4};
    return call.taylor()
        .linear(
            x,
            array ->
                Torch.reshape(
                    Torch.permute(Torch.reshape(array, n, depth, h, block, w, block), order),
                    n,
                    depth * block * block,
                    h,
                    w));
  }

  /** Whether the channels of one place in a block come together: mode DCR, else CRD. */
  private static boolean isDepthLast(Call call) {
    return call.attributes().text("mode", "DCR").equals("DCR");
  }

  private static long block(Jet x, Call call) {
    long block = call.attributes().integer("blocksize", 0);
    if (block < 1 || x.rank() != 4) {
      throw new IllegalArgumentException("it wants a blocksize of at least 1 and [n, c, h, w]");
    }
    return block;
  }

  private static long divided(long length, long by) {
    if (length % by != 0) {
      throw new IllegalArgumentException("length %d does not divide by %d".formatted(length, by));
    }
    return length / by;
  }
}
