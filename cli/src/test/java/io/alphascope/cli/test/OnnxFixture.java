package io.alphascope.cli.test;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model of one layer, 3 inputs and 2 outputs, with values. */
public final class OnnxFixture {
  private OnnxFixture() {}

  public static Path write(Path folder) throws IOException {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    model.addOpsetImportBuilder().setVersion(17);
    var graph = model.getGraphBuilder().setName("model");
    var type = graph.addInputBuilder().setName("x").getTypeBuilder().getTensorTypeBuilder();
    type.setElemType(TensorProto.DataType.FLOAT_VALUE);
    type.getShapeBuilder().addDimBuilder().setDimParam("n");
    type.getShapeBuilder().addDimBuilder().setDimValue(3);
    graph
        .addInitializerBuilder()
        .setName("fc.weight")
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addAllDims(List.of(3L, 2L))
        .addAllFloatData(List.of(1f, 2f, 3f, 4f, 5f, 6f));
    graph.addNodeBuilder().setOpType("MatMul").addInput("x").addInput("fc.weight").addOutput("z");
    graph.addOutputBuilder().setName("z");
    return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
  }
}
