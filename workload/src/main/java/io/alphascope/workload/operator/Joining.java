package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.several;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.JetSequence;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Arrays put together and taken apart along an axis, and lists of them. */
final class Joining {

  static final List<Operator> OPERATORS =
      List.of(
          single("Concat", LINEAR, Joining::concat, "axis"),
          several("Split", LINEAR, Joining::split, "axis", "split", "num_outputs"),
          single("SplitToSequence", LINEAR, Joining::splitToSequence, "axis", "keepdims"),
          single("SequenceConstruct", LINEAR, call -> new JetSequence(call.jets())),
          single("SequenceAt", LINEAR, Joining::sequenceAt),
          single("SequenceLength", LINEAR, Joining::sequenceLength).onShapes(),
          single("ConcatFromSequence", LINEAR, Joining::concatFromSequence, "axis", "new_axis"));

  private Joining() {}

  static Jet concat(Call call) {
    return concat(call.taylor(), call.jets(), call.attributes().integer("axis", 0));
  }

  /** All of them one after the other along an axis. */
  static Jet concat(Taylor taylor, List<Jet> parts, long axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to put together");
    }
    int along = Call.axis(axis, parts.get(0).rank());
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return new Jet(
        Torch.concat(parts.stream().map(Jet::value).toList(), along),
        derivative(taylor, parts, Jet::first, along),
        taylor.second(() -> derivative(taylor, parts, Jet::second, along)));
  }

  private static NDArray derivative(
      Taylor taylor, List<Jet> parts, Function<Jet, NDArray> order, int axis) {
    if (parts.stream().allMatch(part -> order.apply(part) == null)) {
      return null;
    }
    return Torch.concat(
        parts.stream()
            .map(
                part ->
                    order.apply(part) == null
                        ? Torch.broadcast(taylor.scalar(0), part.shape())
                        : order.apply(part))
            .toList(),
        axis);
  }

  static List<Value> split(Call call) {
    Jet x = call.jet(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    long[] lengths = call.integers(1, "split");
    if (lengths == null) {
      long parts = call.attributes().integer("num_outputs", call.node().outputs().size());
      lengths = chunks(x.length(axis), (x.length(axis) + parts - 1) / parts, parts);
    }
    return List.copyOf(apart(call.taylor(), x, axis, lengths));
  }

  /** Lengths of as many parts, equal but for the last ones. */
  private static long[] chunks(long length, long size, long parts) {
    return LongStream.range(0, parts)
        .map(part -> Math.max(0, Math.min(size, length - part * size)))
        .toArray();
  }

  private static List<Jet> apart(Taylor taylor, Jet x, int axis, long[] lengths) {
    if (Arrays.stream(lengths).anyMatch(length -> length < 0)
        || Arrays.stream(lengths).sum() != x.length(axis)) {
      throw new IllegalArgumentException(
          "parts of lengths %s do not make up an axis of length %d"
              .formatted(Arrays.toString(lengths), x.length(axis)));
    }
    Jet[] parts = new Jet[lengths.length];
    long start = 0;
    for (int part = 0; part < parts.length; part++) {
      long from = start;
      long to = start + lengths[part];
      parts[part] = taylor.linear(x, array -> Torch.slice(array, axis, from, to, 1));
      start = to;
    }
    return List.of(parts);
  }

  /** Parts of the lengths given, or of one length; by default of length 1. */
  static JetSequence splitToSequence(Call call) {
    Jet x = call.jet(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    long length = x.length(axis);
    long[] lengths = LongStream.generate(() -> 1).limit(length).toArray();
    if (call.has(1)) {
      lengths = call.integers(1);
      if (call.shape(1).dimension() == 0) {
        long size = lengths[0];
        if (size < 1) {
          throw new IllegalArgumentException("parts cannot have length " + size);
        }
        lengths = chunks(length, size, (length + size - 1) / size);
      }
    }
    List<Jet> parts = apart(call.taylor(), x, axis, lengths);
    if (!call.has(1) && !call.attributes().flag("keepdims", true)) {
      parts = parts.stream().map(part -> without(call.taylor(), part, axis)).toList();
    }
    return new JetSequence(parts);
  }

  /** Without an axis of length 1. */
  private static Jet without(Taylor taylor, Jet x, int axis) {
    long[] shape =
        LongStream.range(0, x.rank())
            .filter(kept -> kept != axis)
            .map(kept -> x.length((int) kept))
            .toArray();
    return taylor.linear(x, array -> Torch.reshape(array, shape));
  }

  static Jet sequenceAt(Call call) {
    List<Jet> items = call.sequence(0).items();
    long position = call.integers(1)[0];
    if (position < -items.size() || position >= items.size()) {
      throw new IllegalArgumentException(
          "item %d does not exist in a sequence of %d".formatted(position, items.size()));
    }
    return items.get((int) (position < 0 ? position + items.size() : position));
  }

  static Jet sequenceLength(Call call) {
    return Jet.constant(
        Torch.create(
            call.taylor().manager(), DataType.INT64, new Shape(), call.sequence(0).items().size()));
  }

  /** Along an axis that there is, or along a new one. */
  static Jet concatFromSequence(Call call) {
    List<Jet> items = call.sequence(0).items();
    long axis = call.attributes().integer("axis", 0);
    if (!call.attributes().flag("new_axis", false)) {
      return concat(call.taylor(), items, axis);
    }
    int added = Call.axis(axis, items.get(0).rank() + 1);
    return concat(
        call.taylor(), items.stream().map(item -> with(call.taylor(), item, added)).toList(), axis);
  }

  private static Jet with(Taylor taylor, Jet x, int axis) {
    Shape shape = x.shape().slice(0, axis).addAll(new Shape(1)).addAll(x.shape().slice(axis));
    return taylor.linear(x, array -> Torch.reshape(array, shape.getShape()));
  }
}
