package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedOperatorsTest {

  @Test
  void namesAllNodesAtOnceWithWhatToDo() {
    Graph graph =
        graph(
            node("", "If"),
            node("", "RandomNormalLike"),
            node("", "QLinearMatMul"),
            node("", "DequantizeLinear"),
            node("com.microsoft", "FusedGelu"),
            node("", "Relu"),
            node("", "Unheard"));

    assertThatThrownBy(() -> Operators.check(graph))
        .isInstanceOfSatisfying(
            UnsupportedOperatorException.class,
            e ->
                assertThat(e.refusals())
                    .satisfiesExactly(
                        r -> assertThat(r).startsWith("If 'v1': graphs within graphs"),
                        r -> assertThat(r).contains("'v2': it draws random", "model.eval()"),
                        r -> assertThat(r).contains("QLinearMatMul 'v3': it is quantised"),
                        r -> assertThat(r).contains("DequantizeLinear 'v4': it is quantised"),
                        r -> assertThat(r).contains("com.microsoft.FusedGelu 'v5': ", "domain"),
                        r -> assertThat(r).contains("Unheard 'v7': there is no rule")));
  }

  @Test
  void refusesDropoutInTrainingWithARemedy() {
    assertThatThrownBy(() -> Operators.check(dropout(true)))
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessageContaining("Dropout 'y': in training mode its mask is not known")
        .hasMessageContaining("model.eval()");
    assertThat(DropoutInTraining.refusal(dropout(false).nodes().get(0), dropout(false))).isEmpty();
  }

  private static Graph dropout(boolean training) {
    Literal mode =
        new Literal(
            DataType.BOOLEAN, new Shape(), ByteBuffer.wrap(new byte[] {(byte) (training ? 1 : 0)}));
    return new Graph(
        List.of(new GraphInput("x", DataType.FLOAT32, null)),
        List.of(Node.of("Dropout", "y", Map.of(), "x", "", "mode")),
        Map.of("mode", mode),
        Map.of(),
        "y");
  }

  private static Node node(String domain, String operator) {
    return new Node("", operator, domain, 20, List.of("in"), List.of("out"), Attributes.NONE);
  }

  /** A chain. */
  private static Graph graph(Node... operators) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : operators) {
      nodes.add(
          new Node(
              "",
              node.operator(),
              node.domain(),
              node.opset(),
              List.of("v" + nodes.size()),
              List.of("v" + (nodes.size() + 1)),
              node.attributes()));
    }
    return new Graph(
        List.of(new GraphInput("v0", DataType.FLOAT32, null)),
        nodes,
        Map.of(),
        Map.of(),
        "v" + nodes.size());
  }
}
