package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {

  private static final List<String> ATTENTION =
      List.of(
          "scale",
          "n1.weight",
          "n1.bias",
          "n2.weight",
          "n2.bias",
          "q.weight",
          "f.weight",
          "f.bias",
          "h.weight");

  @Test
  void takesWhatTheExporterNotesAsParametersAndLeavesBuffersAndMasks() {
    assertThat(Fixture.read("attention").parameters()).isEqualTo(ATTENTION);
  }

  @Test
  void givesEqualTensorsThatTheOldExporterKeepsOnceBackToTheirParameters() {
    BoundNetwork network =
        Fixture.read("attention-old11")
            .bind(List.of("n1.weight", "n2.weight", "n1.bias", "n2.bias"));

    assertThat(network.shapes()).containsOnly(new Shape(8));
    assertThat(network.graph().nodes()).noneMatch(node -> node.operator().equals("Identity"));
    assertThat(numbers(network.values()))
        .startsWith(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
    assertThat(Fixture.read("attention-old11").parameters())
        .containsExactly(
            "scale",
            "position", // a buffer, which the old exporter does not note
            "e.weight",
            "n1.weight",
            "n1.bias",
            "q.weight",
            "f.weight",
            "f.bias",
            "n2.bias",
            "n2.weight");
  }

  @Test
  void takesFoldedWeightsAsParametersAlthoughTheirNamesAreLost() {
    assertThat(Fixture.read("attention-old17").parameters())
        .contains("onnx::MatMul_40", "onnx::MatMul_41", "onnx::MatMul_42");
    assertThat(Fixture.read("attention-optimised").parameters())
        .contains("val_2", "val_6", "val_8")
        .doesNotContain("val_3"); // 1/sqrt(8)
  }

  @Test
  void leavesRunningStatisticsAsTheyAreAlsoWhereTheyAreEqualToAParameter() {
    OnnxModel old = Fixture.read("convolutions-old13");
    BoundNetwork network = old.bind();

    assertThat(network.names())
        .containsExactly(
            "c.weight",
            "c.bias",
            "b.weight",
            "b.bias",
            "c2.weight",
            "o.weight",
            "o.bias",
            "g.bias",
            "g.weight");
    assertThat(network.graph().literals().keySet()).contains("b.running_mean", "b.running_var");
    assertThat(Fixture.read("convolutions").parameters())
        .containsExactly(
            "c.weight",
            "c.bias",
            "b.weight",
            "b.bias",
            "c2.weight",
            "g.weight",
            "g.bias",
            "o.weight",
            "o.bias");
  }

  @Test
  void leavesOutTensorsThatTheFileListsAmongItsInputs() {
    OnnxModel model = Fixture.read("inputs-too");

    assertThat(model.inputs())
        .containsExactly(new GraphInput("x", DataType.FLOAT32, new long[] {-1, 5}));
    assertThat(model.bind().names()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
    assertThat(model.bind().size()).isEqualTo(39);
  }

  @Test
  void readsInputsOfIntegersAndTheShapeOfTheOutput() {
    OnnxModel model = Fixture.read("attention");

    assertThat(model.inputs())
        .containsExactly(new GraphInput("tokens", DataType.INT64, new long[] {-1, 6}));
    assertThat(model.outputShape()).containsExactly(-1, 6, 11);
  }

  @Test
  void keepsFloat64() {
    BoundNetwork network = Fixture.read("float64").bind();

    assertThat(network.type()).isEqualTo(DataType.FLOAT64);
    assertThat(network.values().remaining()).isEqualTo(39 * 8);
  }

  @Test
  void leavesWeightsInTheFileUntilTheyAreAskedFor() {
    BoundNetwork network = Fixture.read("attention").bind();

    assertThat(network.tensors()).allMatch(tensor -> tensor.data().isDirect());
    assertThat(network.graph().literals().values()).noneMatch(tensor -> tensor.data().isDirect());
  }

  @Test
  void readsWeightsThatLieBesideTheModel() throws IOException {
    BoundNetwork network = Fixture.read("external").bind();
    byte[] expected =
        Files.readAllBytes(Fixture.path("external").resolveSibling("external.onnx.data"));

    assertThat(network.size()).isEqualTo(20 * 16 + 16);
    Literal weight = network.tensors().get(network.names().indexOf("weight"));
    byte[] found = new byte[expected.length];
    weight.elements().get(found);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void namesMissingParametersThoseThereAreAndTheLineThatKeepsThem() {
    assertThatThrownBy(
            () -> Fixture.read("attention-optimised").bind(List.of("n1.weight", "q.weight")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("attention-optimised.onnx")
        .hasMessageContaining("no parameters 'q.weight'")
        .hasMessageContaining("'n1.weight'")
        .hasMessageContaining("dynamo=True, optimize=False");
  }

  @Test
  void refusesANameThatIsThereTwice() {
    assertThatThrownBy(() -> Fixture.read("attention").bind(List.of("f.bias", "f.bias")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("named twice: 'f.bias'");
  }

  @Test
  void refusesInputsAndResultsAsParameters() {
    assertThatThrownBy(() -> Fixture.read("attention").bind(List.of("tokens", "matmul_1")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("no parameters 'tokens', 'matmul_1'");
  }

  @Test
  void setsBatchNormalisationIntoTraining() {
    Graph graph = Fixture.read("convolutions").withBatchNormalisationInTraining().bind().graph();

    assertThat(graph.nodes())
        .filteredOn(node -> node.operator().equals("BatchNormalization"))
        .isNotEmpty()
        .allMatch(node -> node.attributes().flag("training_mode", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention",
        "attention-old11",
        "attention-old17",
        "attention-optimised",
        "attention-training",
        "convolutions",
        "convolutions-old13",
        "external",
        "float64",
        "inputs-too"
      })
  void stripsToBytesThatAreReadToTheSameGraph(String name) throws InvalidProtocolBufferException {
    BoundNetwork network = Fixture.read(name).bind();
    byte[] stripped = OnnxWriter.write(network.graph());

    assertThat(OnnxModel.read(stripped, network.names(), network.shapes()))
        .isEqualTo(network.graph());
    assertThat(OnnxWriter.write(Fixture.read(name).bind().graph())).isEqualTo(stripped);
    assertThat(new String(stripped, StandardCharsets.ISO_8859_1))
        .doesNotContain(".py")
        .doesNotContain("torch");
    assertThat(ModelProto.parseFrom(stripped).getGraph().getInitializerList())
        .noneMatch(tensor -> network.names().contains(tensor.getName()));
  }

  @Test
  void refusesStrippedBytesWithAnotherShapeOfAParameter() {
    BoundNetwork network = Fixture.read("float64").bind();
    byte[] stripped = OnnxWriter.write(network.graph());

    assertThatThrownBy(
            () -> OnnxModel.read(stripped, List.of("0.weight"), List.of(new Shape(5, 4))))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("'0.weight' of shape (5, 4): in the graph it is [4, 5]");
    assertThatThrownBy(() -> OnnxModel.read(stripped, List.of("w"), List.of(new Shape(5))))
        .hasMessageContaining("'w' of shape (5): in the graph it is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder", "gpt-tied", "lenet5", "residual-group"})
  void findsTheParametersOfTheSharedNetworks(String name) throws IOException {
    Path folder = Path.of("../../shared/onnx", name);
    assumeThat(folder).as("further networks lie beside this checkout").exists();
    BoundNetwork network = OnnxModel.read(folder.resolve("network.onnx")).bind();

    String step = Files.readString(folder.resolve("step.json"));
    String list = step.substring(step.indexOf('[') + 1, step.indexOf(']'));
    assertThat(network.names())
        .isEqualTo(
            Pattern.compile("\"([^\"]+)\"")
                .matcher(list)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList());
    byte[] theta = Files.readAllBytes(folder.resolve("theta0.npy"));
    ByteBuffer values = network.values();
    assertThat(values)
        .isEqualTo(ByteBuffer.wrap(theta, theta.length - values.remaining(), values.remaining()));
    assertThat(OnnxModel.read(OnnxWriter.write(network.graph()), network.names(), network.shapes()))
        .isEqualTo(network.graph());
  }

  private static double[] numbers(ByteBuffer values) {
    double[] numbers = new double[values.remaining() / Float.BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat();
    }
    return numbers;
  }
}
