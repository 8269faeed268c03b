package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.several;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;

import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.JetSequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All operators there are. */
public final class Operators {

  private static final String[] WINDOWS = {
    "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"
  };
  private static final String[] TRANSPOSED_WINDOWS = {
    "auto_pad",
    "dilations",
    "group",
    "kernel_shape",
    "output_padding",
    "output_shape",
    "pads",
    "strides"
  };
  private static final String[] AVERAGED_WINDOWS = {
    "auto_pad", "ceil_mode", "count_include_pad", "dilations", "kernel_shape", "pads", "strides"
  };
  private static final String[] LARGEST_OF_WINDOWS = {
    "auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides"
  };

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

  private static final Map<String, Operator> ALL =
      List.of(
              // Products
              single("Gemm", BILINEAR, Products::gemm, "alpha", "beta", "transA", "transB"),
              single("MatMul", BILINEAR, Products::matmul),
              single("Einsum", BILINEAR, EinsteinSum::apply, "equation")
                  .refusing(EinsteinSum::refusal),
              single("Conv", BILINEAR, Convolutions::conv, WINDOWS).refusing(Windows::refusal),
              single("ConvTranspose", BILINEAR, Convolutions::convTranspose, TRANSPOSED_WINDOWS)
                  .refusing(Windows::refusal),
              // Arithmetic
              single("Add", LINEAR, call -> call.taylor().add(call.jet(0), call.jet(1))),
              single("Mul", BILINEAR, call -> call.taylor().multiply(call.jet(0), call.jet(1))),
              // Elementwise functions
              unary("Tanh", CURVED, Elementwise::tanh),
              unary("Sigmoid", CURVED, Elementwise::sigmoid),
              // Selections
              unary("Relu", CURVED, Selections::relu),
              // Shapes
              unary("Flatten", LINEAR, Shapes::flatten, "axis"),
              single("Reshape", LINEAR, Shapes::reshape, "allowzero"),
              single("Squeeze", LINEAR, Shapes::squeeze, "axes"),
              single("Unsqueeze", LINEAR, Shapes::unsqueeze, "axes"),
              unary("Transpose", LINEAR, Shapes::transpose, "perm"),
              unary("DepthToSpace", LINEAR, Shapes::depthToSpace, "blocksize", "mode"),
              unary("SpaceToDepth", LINEAR, Shapes::spaceToDepth, "blocksize", "mode"),
              single("Shape", LINEAR, Shapes::shape, "start", "end").onShapes(),
              single("Size", LINEAR, Shapes::size).onShapes(),
              // Copies and types; a number becomes an integer in jumps
              unary("Identity", LINEAR, (x, call) -> x),
              single("Dropout", LINEAR, Dropout::apply, "ratio", "seed").refusing(Dropout::refusal),
              unary("Cast", CURVED, Types::cast, "to", "saturate", "round_mode")
                  .refusing(node -> Types.refusal(node, "to")),
              single("CastLike", CURVED, Types::castLike, "saturate", "round_mode"),
              // Arrays put together and taken apart
              single("Concat", LINEAR, Joining::concat, "axis"),
              several("Split", LINEAR, Joining::split, "axis", "split", "num_outputs"),
              single("SplitToSequence", LINEAR, Joining::splitToSequence, "axis", "keepdims"),
              single("SequenceConstruct", LINEAR, call -> new JetSequence(call.jets())),
              single("SequenceAt", LINEAR, Joining::sequenceAt),
              single("SequenceLength", LINEAR, Joining::sequenceLength).onShapes(),
              single("ConcatFromSequence", LINEAR, Joining::concatFromSequence, "axis", "new_axis"),
              // Windows
              unary("AveragePool", LINEAR, AveragePooling::averagePool, AVERAGED_WINDOWS)
                  .refusing(Windows::refusal),
              unary("GlobalAveragePool", LINEAR, AveragePooling::global),
              unary("MaxPool", CURVED, MaxPooling::maxPool, LARGEST_OF_WINDOWS)
                  .refusing(MaxPooling::refusal),
              unary("GlobalMaxPool", CURVED, MaxPooling::global),
              // Elements at positions
              single("Slice", LINEAR, Slicing::slice),
              single("Gather", LINEAR, Indexing::gather, "axis"),
              single("GatherElements", LINEAR, Indexing::gatherElements, "axis"),
              single("GatherND", LINEAR, Indexing::gatherNd, "batch_dims"),
              single("ScatterElements", LINEAR, Indexing::scatterElements, "axis", "reduction")
                  .refusing(Indexing::scatterRefusal),
              single("ScatterND", LINEAR, Indexing::scatterNd, "reduction")
                  .refusing(Indexing::scatterRefusal),
              single("OneHot", CURVED, Indexing::oneHot, "axis"),
              // Larger arrays
              single("Expand", LINEAR, Padding::expand),
              single("Tile", LINEAR, Padding::tile),
              single("Pad", LINEAR, Padding::pad, "mode").refusing(Padding::refusal),
              single("Resize", LINEAR, Resizing::resize, INTERPOLATION).refusing(Resizing::refusal),
              // Arrays made from shapes and numbers
              single("Trilu", LINEAR, Generators::trilu, "upper"),
              single("Range", LINEAR, Generators::range),
              single("ConstantOfShape", LINEAR, Generators::constantOfShape, "value"),
              single("EyeLike", LINEAR, Generators::eyeLike, "dtype", "k")
                  .onShapes()
                  .refusing(Generators::eyeRefusal),
              single("NonZero", LINEAR, Generators::nonZero))
          .stream()
          .collect(Collectors.toUnmodifiableMap(Operator::name, Function.identity()));

  private Operators() {}

  /** Names of all operators, in alphabetical order. */
  public static TreeSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  /**
   * The operator of a node.
   *
   * @throws UnsupportedOperatorException if there is none, or it refuses the node
   */
  public static Operator of(Node node) {
    refusal(node)
        .ifPresent(
            reason -> {
              throw new UnsupportedOperatorException(List.of(reason));
            });
    return ALL.get(node.operator());
  }

  /**
   * Checks every node.
   *
   * @throws UnsupportedOperatorException naming all that cannot be computed
   */
  public static void check(Graph graph) {
    List<String> refusals =
        graph.nodes().stream().map(Operators::refusal).flatMap(Optional::stream).toList();
    if (!refusals.isEmpty()) {
      throw new UnsupportedOperatorException(refusals);
    }
  }

  private static Optional<String> refusal(Node node) {
    return reason(node).map(reason -> "%s: %s".formatted(node.title(), reason));
  }

  private static Optional<String> reason(Node node) {
    Operator operator = ALL.get(node.operator());
    if (operator == null || !node.domain().isEmpty()) {
      return Optional.of("there is no rule for this operator");
    }
    String unknown =
        node.attributes().names().stream()
            .filter(name -> !operator.attributes().contains(name))
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      return Optional.of("its rule does not know the attribute " + unknown);
    }
    return operator.refusal().apply(node);
  }
}
