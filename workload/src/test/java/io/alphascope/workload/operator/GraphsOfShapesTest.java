package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Several nodes in a row: integers that follow from shapes, and lists of arrays. */
class GraphsOfShapesTest {

  private static final Map<String, Literal> LITERALS =
      Map.of(
          "0", scalar(0),
          "1", scalar(1),
          "2", scalar(2),
          "[0]", Literal.of(new long[] {0}),
          "[-1]", Literal.of(new long[] {-1}),
          "[1, 2]", Literal.of(new long[] {1, 2}));

  private static Literal scalar(long number) {
    return new Literal(DataType.INT64, new Shape(), Literal.of(new long[] {number}).data());
  }

  private static Node node(String operator, String output, String... inputs) {
    return Node.of(operator, output, Map.of(), inputs);
  }

  /** The jet of the output for x(α) = x + α x₁, of a shape. */
  private static void sweep(Node[] nodes, long[] shape, Consumer<Jet> check) {
    String output = nodes[nodes.length - 1].outputs().get(0);
    Shape parameter = new Shape(shape);
    Graph graph =
        new Graph(
            List.of(new GraphInput("tokens", DataType.INT64, null)),
            List.of(nodes),
            LITERALS,
            Map.of("x", parameter),
            output);
    double[] values = new double[(int) parameter.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter = new Interpreter(graph, List.of("x"), manager, DataType.FLOAT64)) {
      NDArray x = Torch.create(manager, DataType.FLOAT64, parameter, values);
      NDArray tokens = Torch.create(manager, new Shape(2, 3), 0, 1, 2, 2, 1, 3);
      try (Sweep sweep = interpreter.sweep(List.of(tokens), position -> new Jet(x, x, null), 2)) {
        check.accept(sweep.output());
      }
    }
  }

  @Test
  void shapesFollowTheInput() {
    Node[] nodes = {
      node("Shape", "shape", "x"),
      node("Gather", "samples", "shape", "0"),
      node("Unsqueeze", "[samples]", "samples", "[0]"),
      Node.of("Concat", "flat", Map.of("axis", 0L), "[samples]", "[-1]"),
      node("Reshape", "y", "x", "flat")
    };
    sweep(
        nodes,
        new long[] {2, 3, 2},
        y -> {
          assertThat(y.shape()).isEqualTo(new Shape(2, 6));
          assertThat(Torch.doubles(y.first())).containsExactly(Torch.doubles(y.value()));
        });
  }

  @Test
  void sequencesGiveBackWhatTheyHold() {
    Node[] nodes = {
      Node.of("SplitToSequence", "parts", Map.of("axis", 1L), "x", "[1, 2]"),
      node("SequenceLength", "count", "parts"),
      Node.of("Cast", "number", Map.of("to", 1L), "count"),
      node("SequenceAt", "last", "parts", "1"),
      node("SequenceAt", "first", "parts", "0"),
      node("SequenceConstruct", "turned", "last", "first"),
      Node.of("ConcatFromSequence", "joined", Map.of("axis", 1L), "turned"),
      node("Mul", "y", "joined", "number")
    };
    sweep(
        nodes,
        new long[] {2, 3},
        y -> {
          assertThat(Torch.doubles(y.value())).containsExactly(2, 4, 0, 8, 10, 6);
          assertThat(Torch.doubles(y.first())).containsExactly(2, 4, 0, 8, 10, 6);
          assertThat(y.second()).isNull();
        });
  }

  @Test
  void sequencesOfSinglesStackAgain() {
    Node[] nodes = {
      Node.of("SplitToSequence", "parts", Map.of("keepdims", 0L), "x"),
      Node.of("ConcatFromSequence", "y", Map.of("axis", 1L, "new_axis", 1L), "parts")
    };
    sweep(
        nodes,
        new long[] {2, 3},
        y -> assertThat(Torch.doubles(y.value())).containsExactly(0, 3, 1, 4, 2, 5));
  }

  @Test
  void masksComeFromRangesAndTriangles() {
    Node[] nodes = {
      node("Range", "range", "0", "2", "1"),
      node("Expand", "rows", "range", "[1, 2]"),
      node("Trilu", "upper", "rows"),
      node("NonZero", "places", "upper"),
      node("Transpose", "each", "places"),
      node("GatherND", "y", "x", "each")
    };
    sweep(nodes, new long[] {2, 2}, y -> assertThat(Torch.doubles(y.value())).containsExactly(1));
  }

  @Test
  void aTokenThatDoesNotExistIsNamed() {
    Node[] nodes = {node("Gather", "y", "x", "tokens")};
    sweep(
        nodes,
        new long[] {4, 1},
        y -> assertThat(Torch.doubles(y.value())).containsExactly(0, 1, 2, 2, 1, 3));
    assertThatThrownBy(() -> sweep(nodes, new long[] {3, 1}, y -> {}))
        .hasMessageContaining("Gather 'y': index 3, found at [1, 2] of the indices")
        .hasMessageContaining("from -3 to 2");
  }

  @Test
  void placesOfElementsThatDependOnDataAreRefused() {
    Node[] nodes = {node("NonZero", "y", "tokens")};
    assertThatThrownBy(() -> sweep(nodes, new long[] {1}, y -> {}))
        .hasMessageContaining("NonZero 'y': operand 0 depends on the batch or on the parameters");
  }
}
