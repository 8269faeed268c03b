package io.alphascope.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.OnnxFixture;
import io.alphascope.cli.test.StepFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files that cannot be used, through every command that takes one. */
class RefusedModelsTest {
  @TempDir Path folder;

  @Test
  void whatIsNoModel() throws IOException {
    Files.writeString(model(), "{}");

    assertRefused("network.onnx: this is no ONNX model; it looks like JSON text");
  }

  @Test
  void operatorsWithoutARuleAllAtOnce() throws IOException {
    write(
        graph()
            .addNode(node("Bernoulli", "z", "noise"))
            .addNode(node("Attend", "noise", "y").setDomain("com.example")));

    assertRefused("Bernoulli 'noise'", "Attend 'y'", "com.example");
  }

  @Test
  void dropoutInTraining() throws IOException {
    TensorProto.Builder on =
        TensorProto.newBuilder()
            .setName("on")
            .setDataType(TensorProto.DataType.BOOL_VALUE)
            .addInt32Data(1);
    write(
        graph().addInitializer(on).addNode(node("Dropout", "z", "y").addInput("").addInput("on")));

    assertRefused("Dropout 'y'", "training", "eval()");
  }

  @Test
  void cycles() throws IOException {
    write(graph().addNode(node("Add", "z", "y").addInput("y2")).addNode(node("Neg", "y", "y2")));

    assertRefused("2 nodes wait for each other", "Add 'y', Neg 'y2'");
  }

  @Test
  void shapesBeyondAllMemory() throws IOException {
    GraphProto.Builder huge = graph().addNode(node("MatMul", "z", "y").addInput("huge"));
    huge.addInitializer(weight("huge", 1L << 40, 1L << 40));
    write(huge);

    assertRefused("tensor 'huge'", "larger than anything");
  }

  @Test
  void tensorsWithoutTheirValues() throws IOException {
    GraphProto.Builder empty = graph().addNode(node("MatMul", "z", "y").addInput("empty"));
    empty.addInitializer(weight("empty", 2, 1 << 30));
    write(empty);

    assertRefused("tensor 'empty'", "2147483648 elements", "holds 0");
  }

  @Test
  void graphsWithinGraphs() throws IOException {
    GraphProto nested = GraphProto.getDefaultInstance();
    for (int level = 0; level < 60; level++) {
      AttributeProto.Builder branch =
          AttributeProto.newBuilder()
              .setName("then_branch")
              .setType(AttributeType.GRAPH)
              .setG(nested);
      nested = GraphProto.newBuilder().addNode(node("If", "z", "y").addAttribute(branch)).build();
    }
    write(graph().mergeFrom(nested));

    assertRefused("nested more than 100 levels");
  }

  @Test
  void dataOutsideTheFolder() throws IOException {
    Files.write(folder.resolve("secret"), new byte[64]);
    TensorProto.Builder outside =
        weight("outside", 2, 8).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    outside.addExternalDataBuilder().setKey("location").setValue("../secret");
    write(graph().addNode(node("MatMul", "z", "y").addInput("outside")).addInitializer(outside));

    assertRefused("'../secret' lies outside");
  }

  @Test
  void parametersThatTheFileLacks() throws IOException {
    Path step = Files.createDirectories(folder.resolve("step"));
    OnnxFixture.write(step);
    StepFixture.specify(step, "\"network\": \"model.onnx\", \"parameters\": [\"fc.bias\"]");

    for (String command : List.of("observe", "publish")) {
      assertRefused(
          CommandLineRun.of(command, step.toString(), "--data-dir", data().toString()),
          command,
          "it has no parameters 'fc.bias'; it has 'fc.weight'",
          "torch.onnx.export(model, args, path, dynamo=True, optimize=False)");
    }
  }

  private void assertRefused(String... words) throws IOException {
    StepFixture.specify(model().getParent(), "\"network\": \"network.onnx\"");
    for (String command : List.of("observe", "publish")) {
      assertRefused(
          CommandLineRun.of(
              command, model().getParent().toString(), "--data-dir", data().toString()),
          command,
          words);
    }
    for (String command : List.of("train", "up")) {
      assertRefused(
          CommandLineRun.of(
              command, "--network", model().toString(), "--data-dir", data().toString()),
          command,
          words);
    }
  }

  private void assertRefused(CommandLineRun run, String command, String... words) {
    assertThat(run.status()).as(command).isEqualTo(1);
    assertThat(run.err())
        .as(command)
        .startsWith("alphascope: ")
        .contains(words)
        .hasLineCount(1)
        .doesNotContain("Exception");
    assertThat(data()).as("what %s has started", command).doesNotExist();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path model() throws IOException {
    return Files.createDirectories(folder.resolve("step")).resolve("network.onnx");
  }

  private void write(GraphProto.Builder graph) throws IOException {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
    model.addOpsetImportBuilder().setVersion(17);
    Files.write(model(), model.build().toByteArray());
  }

  /** z = x w, of which y is to be made. */
  private static GraphProto.Builder graph() {
    GraphProto.Builder graph =
        GraphProto.newBuilder().addNode(node("MatMul", "x", "z").addInput("w"));
    var type = graph.addInputBuilder().setName("x").getTypeBuilder().getTensorTypeBuilder();
    type.setElemType(TensorProto.DataType.FLOAT_VALUE);
    type.getShapeBuilder().addDimBuilder().setDimParam("n");
    type.getShapeBuilder().addDimBuilder().setDimValue(1);
    graph.addInitializer(weight("w", 1, 2).addAllFloatData(List.of(1f, 2f)));
    graph.addOutputBuilder().setName("y");
    return graph;
  }

  private static TensorProto.Builder weight(String name, long rows, long columns) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(rows)
        .addDims(columns);
  }

  private static NodeProto.Builder node(String operator, String operand, String result) {
    return NodeProto.newBuilder().setOpType(operator).addInput(operand).addOutput(result);
  }
}
