package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.alphascope.workload.graph.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are broken, or made to break. */
class HostileFilesTest {

  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  @TempDir Path folder;

  @Test
  void saysThatAFileIsMissingEmptyOrAFolder() throws IOException {
    assertRefused(folder.resolve("none.onnx"), "none.onnx: there is no such file");
    assertRefused(write(new byte[0]), "the file is empty");
    assertRefused(folder, "it is a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "504b03040000 | torch.save (.pt)",
        "8002637a | pickle",
        "40000000000000007b225f5f | safetensors",
        "7b226d6f64656c22 | JSON",
        "934e554d5059 | NumPy",
        "76657273696f6e2068747470733a | git lfs pull",
        "3c21444f4354595045 | HTML",
        "474755460300 | GGUF",
        "1f8b0800 | gzip",
        "0102030405 | no ONNX model, or only a part of one"
      })
  void saysWhatAFileLooksLikeThatIsNoModel(String start, String expected) throws IOException {
    assertRefused(
        write(java.util.HexFormat.of().parseHex(start.strip())), "this is no ONNX model", expected);
  }

  @Test
  void refusesWhatIsCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(Fixture.path("float64"));
    assertRefused(
        write(java.util.Arrays.copyOf(whole, whole.length / 2)),
        "only a part of one",
        "optimize=False");
  }

  @ParameterizedTest
  @CsvSource({"10", "24", "0", "4000000000"})
  void refusesVersionsThatTheRulesDoNotFollow(long version) throws IOException {
    ModelProto.Builder model = model(graph());
    model.getOpsetImportBuilder(0).setVersion(version);
    assertRefused(model, "version " + version + " of ONNX's operators", "11 to 23");
    assertRefused(ModelProto.newBuilder().setGraph(graph()), "names no version");
  }

  @Test
  void refusesShapesThatTheDataDoNotBearOut() throws IOException {
    assertRefused(holding(tensor("w", FLOAT, 4)), "tensor 'w'", "takes 16 bytes", "holds 8");
    assertRefused(holding(tensor("w", FLOAT, -1)), "tensor 'w'", "negative");
    assertRefused(holding(tensor("w", FLOAT, 1L << 40, 1L << 40)), "larger than anything");
    assertRefused(holding(tensor("w", FLOAT, 1L << 61)), "tensor 'w'", "too large");
    assertRefused(holding(tensor("w", FLOAT, 1L << 40)), "takes 4398046511104 bytes");
    assertRefused(
        holding(tensor("w", FLOAT, 1 << 30).clearRawData()), "1073741824 elements", "holds 0");
    assertThat(OnnxModel.read(write(model(holding(tensor("w", FLOAT, 2)))))).isNotNull();
  }

  @Test
  void refusesTypesThatGraphsDoNotHave() throws IOException {
    assertRefused(holding(tensor("w", TensorProto.DataType.STRING_VALUE, 2)), "'w'", "type STRING");
    assertRefused(
        holding(tensor("w", TensorProto.DataType.INT4_VALUE, 2)), "type INT4", "BFLOAT16");
    assertRefused(holding(tensor("w", 1000, 2)), "type 1000");
    assertRefused(
        graph()
            .addSparseInitializer(SparseTensorProto.newBuilder().setValues(tensor("s", FLOAT, 2))),
        "'s' is sparse");
  }

  @Test
  void refusesInputsAndOutputsThatAreNoTensors() throws IOException {
    TypeProto sequence =
        TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.getDefaultInstance()).build();
    assertRefused(
        graph().addInput(ValueInfoProto.newBuilder().setName("s").setType(sequence)),
        "the input 's' is no tensor (SEQUENCE_TYPE)");
    assertRefused(
        graph().setOutput(0, ValueInfoProto.newBuilder().setName("y").setType(sequence)),
        "the output 'y' is no tensor");
    assertRefused(graph().addInput(ValueInfoProto.newBuilder().setName("s")), "VALUE_NOT_SET");
    assertRefused(
        graph().addInput(input("s", TensorProto.DataType.STRING_VALUE, -1)), "type STRING");
    assertRefused(graph().addInput(input("s", FLOAT, -7)), "'s' has an axis of length -7");
    assertRefused(graph().clearOutput(), "the graph has no output");
  }

  @Test
  void refusesValuesThatAreMadeTwiceOrNever() throws IOException {
    assertRefused(graph().addNode(node("Neg", "x", "y")), "makes the value 'y'", "already");
    assertRefused(graph().addNode(node("Neg", "x", "x")), "makes the value 'x'", "already");
    assertRefused(graph().addInput(input("x", FLOAT, -1)), "'x' is there twice");
    assertRefused(
        graph().addInitializer(tensor("w", FLOAT, 2)).addInitializer(tensor("w", FLOAT, 2)),
        "'w' is there twice");
    assertRefused(graph().addNode(node("Neg", "nothing", "z")), "'nothing', which nothing makes");
    assertRefused(graph().setOutput(0, ValueInfoProto.newBuilder().setName("z")), "the output 'z'");
  }

  @Test
  void sortsNodesAndRefusesCycles() throws IOException {
    GraphProto.Builder backwards =
        graph().clearNode().addNode(node("Relu", "h", "y")).addNode(node("Tanh", "x", "h"));
    assertThat(OnnxModel.read(write(model(backwards.addInitializer(tensor("x2", FLOAT, 2))))))
        .isNotNull();
    assertRefused(
        graph().addNode(node("Neg", "a", "b")).addNode(node("Abs", "b", "a")),
        "2 nodes wait for each other",
        "Neg 'b', Abs 'a'");
  }

  @Test
  void refusesDeepNestingAndFloodsOfFields() throws IOException {
    GraphProto nested = GraphProto.getDefaultInstance();
    for (int level = 0; level < 60; level++) {
      nested =
          GraphProto.newBuilder()
              .addNode(
                  node("If", "x", "z" + level)
                      .addAttribute(
                          AttributeProto.newBuilder()
                              .setName("then_branch")
                              .setType(AttributeType.GRAPH)
                              .setG(nested)))
              .build();
    }
    assertRefused(graph().mergeFrom(nested), "nested more than 100 levels");

    byte[] empty = new byte[10_000_000]; // five million nodes of two bytes each
    for (int i = 0; i < empty.length; i += 2) {
      empty[i] = 1 << 3 | 2;
    }
    ByteString.Output flood = ByteString.newOutput();
    flood.write(7 << 3 | 2);
    flood.write(new byte[] {(byte) 0x80, (byte) 0xad, (byte) 0xe2, 0x04});
    flood.write(empty);
    assertRefused(write(flood.toByteString().toByteArray()), "more than 4000000 fields");
  }

  @Test
  void takesThousandsOfAttributesButNotTwoOfAName() throws IOException {
    NodeProto.Builder many = node("Neg", "x", "z");
    for (int i = 0; i < 20_000; i++) {
      many.addAttribute(
          AttributeProto.newBuilder().setName("a" + i).setType(AttributeType.INT).setI(i));
    }
    assertThat(OnnxModel.read(write(model(graph().addNode(many))))).isNotNull();
    assertRefused(
        graph().addNode(many.addAttribute(many.getAttribute(0))), "the attribute a0 twice");
    assertRefused(
        graph()
            .addNode(node("Neg", "x", "z").addAttribute(AttributeProto.newBuilder().setName("a"))),
        "Neg 'z': the attribute a has no type");
  }

  @Test
  void refusesConstantsThatAreNoTensors() throws IOException {
    assertRefused(graph().addNode(node("Constant", "x", "c")), "Constant 'c'", "found 0 and 1");
    assertRefused(
        graph()
            .addNode(
                node("Constant", "x", "c")
                    .clearOutput()
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("value_int")
                            .setType(AttributeType.INT))),
        "found 1 and 0");
    assertRefused(
        graph()
            .addNode(
                node("Constant", "x", "c")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("sparse_value")
                            .setType(AttributeType.SPARSE_TENSOR))),
        "a constant as sparse_value is not supported");
  }

  @Test
  void refusesDataOutsideTheFolder() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(folder.resolve("secret"), new byte[64]);
    Files.createSymbolicLink(model.resolve("link"), folder.resolve("secret"));
    Files.createSymbolicLink(model.resolve("up"), folder);
    Files.createDirectory(model.resolve("inner"));
    Files.write(model.resolve("inner/data"), new byte[64]);

    assertRefused(external(model, "../secret", 0, 8), "'../secret' lies outside");
    assertRefused(external(model, "inner/../../secret", 0, 8), "lies outside");
    assertRefused(external(model, "link", 0, 8), "'link' lies outside");
    assertRefused(external(model, "up/secret", 0, 8), "lies outside");
    assertRefused(external(model, folder.resolve("secret").toString(), 0, 8), "relative name");
    assertRefused(external(model, "", 0, 8), "relative name");
    assertRefused(external(model, "a\0b", 0, 8), "not a file name");
    assertRefused(external(model, "none", 0, 8), "'none' is missing: copy that file too");
    assertRefused(external(model, "inner", 0, 8), "this is not a file");
    assertRefused(external(model, "inner/data", 60, 8), "ends at byte 68, the file has 64");
    assertRefused(external(model, "inner/data", Long.MAX_VALUE, 8), "beyond any file");
    assertRefused(external(model, "inner/data", -1, 8), "'-1' is not a position");
    assertRefused(external(model, "inner/data", 0, 9), "takes 9 bytes, its shape says 8");
    assertThat(OnnxModel.read(external(model, "inner/data", 56, 8))).isNotNull();
  }

  @Test
  void refusesBytesWithoutAFolderThatNeedOne() throws IOException {
    byte[] bytes = Files.readAllBytes(external(folder, "data", 0, 8));
    assertThatThrownBy(() -> OnnxModel.read(bytes, List.of(), List.of()))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("external_data=False");
  }

  @Test
  void expandsFunctionsThatTheModelBringsAlong() throws IOException {
    FunctionProto twice =
        FunctionProto.newBuilder()
            .setName("twice")
            .setDomain("mine")
            .addInput("a")
            .addInput("unused")
            .addOutput("b")
            .addAttribute("alpha")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(20))
            .addNode(
                node("LeakyRelu", "a", "h")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("alpha")
                            .setType(AttributeType.FLOAT)
                            .setRefAttrName("alpha")))
            .addNode(node("LeakyRelu", "h", "b"))
            .build();
    NodeProto.Builder call =
        node("twice", "x", "z")
            .setDomain("mine")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("alpha")
                    .setType(AttributeType.FLOAT)
                    .setF(0.1f));
    GraphProto.Builder graph =
        holding(tensor("w", FLOAT, 2))
            .clearNode()
            .addNode(call)
            .addNode(node("Add", "z", "y").addInput("w"));

    List<Node> nodes =
        OnnxModel.read(write(model(graph).addFunctions(twice))).bind().graph().nodes();

    assertThat(nodes).extracting(Node::operator).containsExactly("LeakyRelu", "LeakyRelu", "Add");
    assertThat(nodes.get(0).attributes().real("alpha", 0)).isEqualTo(0.1);
    assertThat(nodes.get(1).attributes().has("alpha")).isFalse();
    assertThat(nodes.get(0).inputs()).containsExactly("x");
    assertThat(nodes.get(1).inputs()).isEqualTo(nodes.get(0).outputs());
    assertThat(nodes.get(1).outputs()).containsExactly("z");

    FunctionProto itself =
        twice.toBuilder().addNode(node("twice", "b", "c").setDomain("mine")).build();
    assertRefused(model(graph).addFunctions(itself), "the function twice", "may call itself");
    FunctionProto newer = twice.toBuilder().build();
    newer =
        newer.toBuilder().setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(21)).build();
    assertRefused(model(graph).addFunctions(newer), "mine.twice follows version 21", "20");
  }

  @Test
  void refusesFunctionsThatDoubleForEver() throws IOException {
    ModelProto.Builder model = model(graph().addNode(node("f0", "x", "z").setDomain("mine")));
    for (int level = 0; level < 40; level++) {
      model.addFunctions(
          FunctionProto.newBuilder()
              .setName("f" + level)
              .setDomain("mine")
              .addInput("a")
              .addOutput("b")
              .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(20))
              .addNode(node("f" + (level + 1), "a", "h").setDomain("mine"))
              .addNode(node("f" + (level + 1), "h", "b").setDomain("mine")));
    }
    assertRefused(model, "expand to more than");
  }

  private static GraphProto.Builder graph() {
    return GraphProto.newBuilder()
        .addInput(input("x", FLOAT, -1))
        .addNode(node("Relu", "x", "y"))
        .addOutput(input("y", FLOAT, -1));
  }

  private static GraphProto.Builder holding(TensorProto.Builder tensor) {
    return graph().addInitializer(tensor);
  }

  /** With eight bytes of data. */
  private static TensorProto.Builder tensor(String name, int type, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .setRawData(ByteString.copyFrom(new byte[8]));
    for (long length : shape) {
      tensor.addDims(length);
    }
    return tensor;
  }

  private static ValueInfoProto input(String name, int type, long length) {
    TensorShapeProto.Dimension.Builder axis = TensorShapeProto.Dimension.newBuilder();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type)
                        .setShape(TensorShapeProto.newBuilder().addDim(axis.setDimValue(length)))))
        .build();
  }

  private static NodeProto.Builder node(String operator, String operand, String result) {
    return NodeProto.newBuilder().setOpType(operator).addInput(operand).addOutput(result);
  }

  private static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(20));
  }

  private static Path external(Path folder, String location, long offset, long length)
      throws IOException {
    TensorProto.Builder tensor =
        tensor("w", FLOAT, 2)
            .clearRawData()
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location))
            .addExternalData(entry("offset", Long.toString(offset)))
            .addExternalData(entry("length", Long.toString(length)));
    return Files.write(folder.resolve("model.onnx"), model(holding(tensor)).build().toByteArray());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private Path write(ModelProto.Builder model) throws IOException {
    return write(model.build().toByteArray());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("network.onnx"), bytes);
  }

  private void assertRefused(GraphProto.Builder graph, String... sentences) throws IOException {
    assertRefused(model(graph), sentences);
  }

  private void assertRefused(ModelProto.Builder model, String... sentences) throws IOException {
    assertRefused(write(model), sentences);
  }

  private static void assertRefused(Path file, String... sentences) {
    assertThatThrownBy(() -> OnnxModel.read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(sentences);
  }
}
