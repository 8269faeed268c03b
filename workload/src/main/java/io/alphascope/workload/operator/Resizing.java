package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;

/** Arrays enlarged or reduced by interpolation, axis by axis: linear. */
final class Resizing {

  private static final String[] INTERPOLATION = {
    "antialias",
    "axes",
    "coordinate_transformation_mode",
    "cubic_coeff_a",
    "exclude_outside",
    "extrapolation_value",
    "keep_aspect_ratio_policy",
    "mode",
    "nearest_mode"
  };

  static final List<Operator> OPERATORS =
      List.of(
          single("Resize", LINEAR, Resizing::resize, INTERPOLATION).refusing(Resizing::refusal));

  private static final Set<String> COORDINATES =
      Set.of(
          "half_pixel",
          "half_pixel_symmetric",
          "pytorch_half_pixel",
          "align_corners",
          "asymmetric");

  private Resizing() {}

  static Optional<String> refusal(Node node) {
    Attributes attributes = node.attributes();
    String mode = attributes.text("mode", "nearest");
    if (!mode.equals("nearest") && !mode.equals("linear")) {
      return Optional.of("mode '%s' is not supported".formatted(mode));
    }
    String coordinates = attributes.text("coordinate_transformation_mode", "half_pixel");
    if (!COORDINATES.contains(coordinates)) {
      return Optional.of("coordinates of mode '%s' are not supported".formatted(coordinates));
    }
    if (attributes.flag("antialias", false)) {
      return Optional.of("antialias is not supported");
    }
    String ratio = attributes.text("keep_aspect_ratio_policy", "stretch");
    return ratio.equals("stretch")
        ? Optional.empty()
        : Optional.of("keep_aspect_ratio_policy '%s' is not supported".formatted(ratio));
  }

  static Jet resize(Call call) {
    Jet x = call.jet(0);
    long[] named = call.attributes().integers("axes", LongStream.range(0, x.rank()).toArray());
    double[] scales =
        call.has(2) && call.shape(2).size() > 0 ? Torch.doubles(call.constant(2).array()) : null;
    long[] sizes = call.has(3) ? call.integers(3) : null;
    if (scales == null && sizes == null) {
      throw new IllegalArgumentException("it names neither scales nor sizes");
    }
    int given = scales == null ? sizes.length : scales.length;
    if (given != named.length) {
      throw new IllegalArgumentException(
          "%d scales or sizes are named for %d axes".formatted(given, named.length));
    }
    long[] shape = x.shape().getShape().clone();
    double[] factors = new double[x.rank()];
    Arrays.fill(factors, 1);
    for (int i = 0; i < named.length; i++) {
      int axis = Call.axis(named[i], x.rank());
      shape[axis] = scales == null ? sizes[i] : (long) Math.floor(scales[i] * shape[axis]);
      factors[axis] = scales == null ? (double) sizes[i] / x.length(axis) : scales[i];
    }
    Sizes.checked(shape);
    Jet y = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (factors[axis] != 1) {
        y = along(call, y, axis, coordinates(call, x.length(axis), shape[axis], factors[axis]));
      }
    }
    return y;
  }

  /** Where each element of the result lies among those of the operand. */
  private static double[] coordinates(Call call, long from, long to, double scale) {
    DoubleUnaryOperator halves = at -> (at + 0.5) / scale - 0.5;
    String mode = call.attributes().text("coordinate_transformation_mode", "half_pixel");
    DoubleUnaryOperator coordinate =
        switch (mode) {
          case "half_pixel" -> halves;
          case "pytorch_half_pixel" -> to > 1 ? halves : at -> 0;
          case "half_pixel_symmetric" -> {
            double offset = from / 2.0 * (1 - to / (scale * from));
            yield at -> offset + halves.applyAsDouble(at);
          }
          case "align_corners" -> {
            checkWhole(scale * from, to);
            yield at -> at == 0 ? 0 : at * (from - 1) / (to - 1);
          }
          default -> at -> at / scale;
        };
    return LongStream.range(0, to).mapToDouble(i -> coordinate.applyAsDouble(i)).toArray();
  }

  /** PyTorch then goes by the length that it rounds down to, ONNX's own tests by the fraction. */
  private static void checkWhole(double length, long rounded) {
    if (Math.abs(length - rounded) > 1e-5 * length) {
      throw new IllegalArgumentException(
          "align_corners with scales that make a length of %s is not supported:".formatted(length)
              + " name the sizes instead");
    }
  }

  private static Jet along(Call call, Jet x, int axis, double[] coordinates) {
    Taylor taylor = call.taylor();
    long[] shape = x.shape().getShape().clone();
    long last = shape[axis] - 1;
    shape[axis] = coordinates.length;
    if (call.attributes().text("mode", "nearest").equals("nearest")) {
      DoubleUnaryOperator rounding =
          rounding(call.attributes().text("nearest_mode", "round_prefer_floor"));
      NDArray nearest = positions(taylor, coordinates, rounding, last);
      return taylor.linear(x, array -> Torch.reshape(Indexing.take(array, axis, nearest), shape));
    }
    NDArray below = positions(taylor, coordinates, Math::floor, last);
    NDArray above = positions(taylor, coordinates, at -> Math.floor(at) + 1, last);
    long[] broadcast = new long[x.rank()];
    Arrays.fill(broadcast, 1);
    broadcast[axis] = coordinates.length;
    NDArray share =
        Torch.create(
            taylor.manager(),
            taylor.type(),
            new Shape(broadcast),
            Arrays.stream(coordinates).map(at -> at - Math.floor(at)).toArray());
    return taylor.linear(
        x,
        array -> {
          NDArray low = Torch.reshape(Indexing.take(array, axis, below), shape);
          NDArray high = Torch.reshape(Indexing.take(array, axis, above), shape);
          return high.sub(low).mul(share).add(low);
        });
  }

  private static DoubleUnaryOperator rounding(String mode) {
    return switch (mode) {
      case "round_prefer_floor" -> at -> Math.ceil(at - 0.5);
      case "round_prefer_ceil" -> at -> Math.floor(at + 0.5);
      case "floor" -> Math::floor;
      case "ceil" -> Math::ceil;
      default ->
          throw new IllegalArgumentException("nearest_mode '%s' is not supported".formatted(mode));
    };
  }

  private static NDArray positions(
      Taylor taylor, double[] coordinates, DoubleUnaryOperator rounding, long last) {
    long[] positions =
        Arrays.stream(coordinates)
            .map(rounding)
            .mapToLong(at -> Math.max(0, Math.min((long) at, last)))
            .toArray();
    return Torch.create(taylor.manager(), new Shape(positions.length), positions);
  }
}
