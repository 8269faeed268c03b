package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.graph.Widened;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OnnxWriterTest {

  @Property(tries = 200)
  void writesGraphsThatAreReadToEqualOnes(
      @ForAll long integer,
      @ForAll float number,
      @ForAll long[] integers,
      @ForAll double[] numbers,
      @ForAll boolean truth) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("integer", integer);
    attributes.put("number", Widened.of(number));
    attributes.put("integers", integers);
    attributes.put("numbers", new double[] {1e-5, 0.1, -3});
    attributes.put("text", "constant — größer");
    attributes.put("texts", new String[] {"Tanh", "Sigmoid"});
    attributes.put("tensor", Literal.of(number));
    Graph graph =
        new Graph(
            List.of(
                new GraphInput("x", DataType.FLOAT32, new long[] {-1, 3}),
                new GraphInput("tokens", DataType.INT64, null),
                new GraphInput("mask", DataType.BOOLEAN, new long[0])),
            List.of(
                new Node(
                    "n",
                    "Any",
                    "",
                    17,
                    List.of("x", "", "w", "integers"),
                    List.of("", "h"),
                    new Attributes(attributes)),
                new Node("", "Add", "", 17, List.of("h", "truth"), List.of("y"), Attributes.NONE)),
            Map.of(
                "integers",
                Literal.of(integers),
                "truth",
                new Literal(
                    DataType.BOOLEAN,
                    new Shape(),
                    ByteBuffer.wrap(new byte[] {(byte) (truth ? 1 : 0)})),
                "numbers",
                Literal.of(numbers)),
            Map.of("w", new Shape(3, 4)),
            "y");
    Graph bound = graph.boundTo(graph.declared());

    byte[] written = OnnxWriter.write(bound);

    assertThat(OnnxModel.read(written, List.of("w"), List.of(new Shape(3, 4)))).isEqualTo(bound);
    assertThat(OnnxWriter.write(graph.boundTo(graph.declared()))).isEqualTo(written);
  }

  @Test
  void refusesWhatOnnxCannotExpress() {
    assertRefused(
        Node.of("Celu", "y", Map.of("alpha", 1.0 / 3 + 1e-8), "x"),
        "alpha",
        "more digits than ONNX keeps");
    assertRefused(Node.of("Celu", "y", Map.of("alpha", List.of()), "x"), "alpha");
    assertRefused(
        new Node("n", "Gelu", "mine", 20, List.of("x"), List.of("y"), Attributes.NONE),
        "mine.Gelu 'n'");
  }

  private static void assertRefused(Node node, String... sentences) {
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, null)),
            List.of(node),
            Map.of(),
            Map.of(),
            "y");
    assertThatThrownBy(() -> OnnxWriter.write(graph))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(sentences);
  }
}
