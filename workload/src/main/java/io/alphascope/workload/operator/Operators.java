package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.several;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;
import static io.alphascope.workload.operator.Rows.OF_ALL;
import static io.alphascope.workload.operator.Rows.OF_FIRST;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.JetSequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
              single("Conv", BILINEAR, Convolutions::conv, WINDOWS)
                  .refusing(Windows::refusal)
                  .keeping(OF_FIRST),
              single("ConvTranspose", BILINEAR, Convolutions::convTranspose, TRANSPOSED_WINDOWS)
                  .refusing(Windows::refusal)
                  .keeping(OF_FIRST),
              // Arithmetic
              single("Add", LINEAR, call -> call.taylor().add(call.jet(0), call.jet(1)))
                  .keeping(OF_ALL),
              single("Sub", LINEAR, call -> call.taylor().subtract(call.jet(0), call.jet(1)))
                  .keeping(OF_ALL),
              single("Sum", LINEAR, Arithmetic::sum),
              single("Mean", LINEAR, Arithmetic::mean),
              unary("Neg", LINEAR, (x, call) -> call.taylor().negate(x)),
              single("Mul", BILINEAR, call -> call.taylor().multiply(call.jet(0), call.jet(1)))
                  .keeping(OF_ALL),
              single("Div", CURVED, Arithmetic::divide),
              single("Pow", CURVED, Arithmetic::pow),
              single("Mod", CURVED, Arithmetic::mod, "fmod"),
              // Elementwise functions
              elementwise("Tanh", Elementwise::tanh),
              elementwise("Sigmoid", Elementwise::sigmoid),
              elementwise("Exp", Elementwise::exp),
              elementwise("Log", Elementwise::log),
              elementwise("Sqrt", Elementwise::sqrt),
              elementwise("Reciprocal", Elementwise::reciprocal),
              elementwise("Erf", Elementwise::erf),
              elementwise("Sin", Elementwise::sin),
              elementwise("Cos", Elementwise::cos),
              elementwise("Tan", Elementwise::tan),
              elementwise("Atan", Elementwise::atan),
              elementwise("Sinh", Elementwise::sinh),
              elementwise("Cosh", Elementwise::cosh),
              // Activations
              elementwise("Gelu", Activations::gelu, "approximate")
                  .refusing(Activations::geluRefusal),
              elementwise("Softplus", Activations::softplus),
              elementwise("Softsign", Activations::softsign),
              elementwise("Elu", Activations::elu, "alpha"),
              elementwise("Selu", Activations::selu, "alpha", "gamma"),
              elementwise("Celu", Activations::celu, "alpha"),
              elementwise("Mish", Activations::mish),
              elementwise("Swish", Activations::swish, "alpha"),
              // Selections
              elementwise("Relu", Selections::relu),
              elementwise("LeakyRelu", Selections::leakyRelu, "alpha"),
              elementwise("ThresholdedRelu", Selections::thresholdedRelu, "alpha"),
              elementwise("HardSigmoid", Selections::hardSigmoid, "alpha", "beta"),
              elementwise("HardSwish", Selections::hardSwish),
              elementwise("Abs", Selections::abs),
              single("PRelu", CURVED, Selections::prelu),
              single("Clip", CURVED, Selections::clip, "min", "max"),
              single("Max", CURVED, Selections::max),
              single("Min", CURVED, Selections::min),
              single("Where", LINEAR, Selections::where),
              // Steps, comparisons and logic
              unary("Floor", CURVED, Steps.of(NDArray::floor)),
              unary("Ceil", CURVED, Steps.of(NDArray::ceil)),
              unary("Round", CURVED, Steps.of(NDArray::round)),
              unary("Sign", CURVED, Steps.of(NDArray::sign)),
              single("Equal", CURVED, Comparisons.of(NDArray::eq)),
              single("Greater", CURVED, Comparisons.of(NDArray::gt)),
              single("GreaterOrEqual", CURVED, Comparisons.of(NDArray::gte)),
              single("Less", CURVED, Comparisons.of(NDArray::lt)),
              single("LessOrEqual", CURVED, Comparisons.of(NDArray::lte)),
              single("And", CURVED, Comparisons.of(NDArray::logicalAnd)),
              single("Or", CURVED, Comparisons.of(NDArray::logicalOr)),
              single("Xor", CURVED, Comparisons.of(NDArray::logicalXor)),
              unary("Not", CURVED, Comparisons::not),
              unary("IsNaN", CURVED, Comparisons::isNaN),
              unary("IsInf", CURVED, Comparisons::isInfinite, "detect_negative", "detect_positive"),
              // Reductions
              reduction("ReduceSum", LINEAR, Reductions::sum),
              reduction("ReduceMean", LINEAR, Reductions::mean),
              reduction("ReduceProd", CURVED, Reductions::product),
              reduction("ReduceL1", CURVED, Reductions::l1),
              reduction("ReduceL2", CURVED, Reductions::l2),
              reduction("ReduceSumSquare", CURVED, Reductions::sumOfSquares),
              reduction("ReduceLogSum", CURVED, Reductions::logSum),
              reduction("ReduceLogSumExp", CURVED, Reductions::logSumExp),
              reduction("ReduceMax", CURVED, Extremes::max),
              reduction("ReduceMin", CURVED, Extremes::min),
              unary("ArgMax", CURVED, Extremes::argMax, "axis", "keepdims", "select_last_index"),
              unary("ArgMin", CURVED, Extremes::argMin, "axis", "keepdims", "select_last_index"),
              single("CumSum", LINEAR, Reductions::cumulativeSum, "exclusive", "reverse"),
              // Normalisations
              unary("Softmax", CURVED, Softmaxes::softmax, "axis"),
              unary("LogSoftmax", CURVED, Softmaxes::logSoftmax, "axis"),
              normalisation("LayerNormalization", Normalisations::layer, "axis", "stash_type"),
              normalisation("RMSNormalization", Normalisations::rms, "axis", "stash_type"),
              normalisation("InstanceNormalization", Normalisations::instance).keeping(OF_FIRST),
              normalisation("GroupNormalization", Normalisations::group, "num_groups", "stash_type")
                  .keeping(OF_FIRST),
              normalisation(
                      "BatchNormalization", Normalisations::batch, "momentum", "training_mode")
                  .coupling(Normalisations::usesBatchStatistics)
                  .keeping(OF_FIRST),
              unary("LpNormalization", CURVED, Normalisations::lp, "axis", "p"),
              // Losses
              several(
                      "SoftmaxCrossEntropyLoss",
                      CURVED,
                      LossOperators::crossEntropy,
                      "ignore_index",
                      "reduction")
                  .refusing(LossOperators::refusal)
                  .coupling(LossOperators::reduces),
              single(
                      "NegativeLogLikelihoodLoss",
                      LINEAR,
                      LossOperators::negativeLogLikelihood,
                      "ignore_index",
                      "reduction")
                  .refusing(LossOperators::refusal)
                  .coupling(LossOperators::reduces),
              // Recurrent operators and attention
              recurrent("LSTM", Recurrent::lstm, "input_forget").refusing(LstmCell::refusal),
              recurrent("GRU", Recurrent::gru, "linear_before_reset").refusing(GruCell::refusal),
              recurrent("RNN", Recurrent::rnn).refusing(RnnCell::refusal),
              single(
                      "Attention",
                      CURVED,
                      Attention::attention,
                      "is_causal",
                      "kv_num_heads",
                      "q_num_heads",
                      "qk_matmul_output_mode",
                      "scale",
                      "softcap",
                      "softmax_precision")
                  .refusing(Attention::refusal),
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
                  .refusing(Windows::refusal)
                  .keeping(OF_FIRST),
              unary("GlobalAveragePool", LINEAR, AveragePooling::global).keeping(OF_FIRST),
              unary("MaxPool", CURVED, MaxPooling::maxPool, LARGEST_OF_WINDOWS)
                  .refusing(MaxPooling::refusal)
                  .keeping(OF_FIRST),
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

  /** A function of one number. */
  private static Operator elementwise(String name, Operator.UnaryRule rule, String... attributes) {
    return unary(name, CURVED, rule, attributes).keeping(OF_FIRST);
  }

  private static Operator reduction(String name, Degree degree, Operator.UnaryRule rule) {
    return unary(name, degree, rule, "axes", "keepdims", "noop_with_empty_axes");
  }

  private static Operator normalisation(
      String name, Function<Call, Jet> rule, String... attributes) {
    return single(name, CURVED, rule, and(attributes, "epsilon"))
        .refusing(Normalisations::firstResultOnly);
  }

  private static Operator recurrent(String name, Rule rule, String... attributes) {
    return several(
        name, CURVED, rule, and(attributes, "activations", "direction", "hidden_size", "layout"));
  }

  private static String[] and(String[] names, String... more) {
    return Stream.concat(Stream.of(names), Stream.of(more)).toArray(String[]::new);
  }

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
        graph.nodes().stream()
            .map(node -> DropoutInTraining.refusal(node, graph).or(() -> refusal(node)))
            .flatMap(Optional::stream)
            .toList();
    if (!refusals.isEmpty()) {
      throw new UnsupportedOperatorException(refusals);
    }
  }

  /** Whether what a graph computes for one sample depends on the others of its batch. */
  public static boolean coupleSamples(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> of(node).couplesSamples().test(node));
  }

  private static Optional<String> refusal(Node node) {
    return reason(node).map(reason -> "%s: %s".formatted(node.title(), reason));
  }

  private static Optional<String> reason(Node node) {
    Operator operator = ALL.get(node.operator());
    if (operator == null || !node.domain().isEmpty()) {
      return Optional.of(MissingRule.reason(node));
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
