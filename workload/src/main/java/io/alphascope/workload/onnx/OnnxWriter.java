package io.alphascope.workload.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.graph.Widened;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Writes graphs as ONNX models that {@link OnnxModel#read(byte[], List, List)} reads to equal ones.
 * Parameters become inputs, after the graph's own; their values, and whatever exporters note about
 * sources, are not there. Equal graphs give equal bytes.
 */
public final class OnnxWriter {

  /** Version of the file format that goes with the versions of the operators. */
  private static final int IR_VERSION = 10;

  private OnnxWriter() {}

  /**
   * @throws IllegalArgumentException if the graph has something that ONNX cannot express
   */
  public static byte[] write(Graph graph) {
    GraphProto.Builder written = GraphProto.newBuilder().setName("network");
    graph.inputs().forEach(input -> written.addInput(input(input)));
    new TreeMap<>(graph.declared())
        .forEach(
            (name, shape) ->
                written.addInput(
                    value(name, TensorProto.DataType.FLOAT, LongStream.of(shape.getShape()))));
    new TreeMap<>(graph.literals())
        .forEach((name, literal) -> written.addInitializer(tensor(name, literal)));
    graph.nodes().forEach(node -> written.addNode(node(node)));
    written.addOutput(value(graph.output(), TensorProto.DataType.FLOAT, null));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset(graph)))
        .setGraph(written)
        .build()
        .toByteArray();
  }

  private static int opset(Graph graph) {
    List<Integer> opsets = graph.nodes().stream().map(Node::opset).distinct().toList();
    if (opsets.size() > 1) {
      throw new IllegalArgumentException(
          "the nodes follow versions %s of ONNX's operators, expected one".formatted(opsets));
    }
    return opsets.isEmpty() ? Node.OPSET : opsets.get(0);
  }

  private static ValueInfoProto input(GraphInput input) {
    return value(
        input.name(),
        switch (input.type()) {
          case FLOAT32 -> TensorProto.DataType.FLOAT;
          case INT64 -> TensorProto.DataType.INT64;
          case BOOLEAN -> TensorProto.DataType.BOOL;
          default -> throw new IllegalArgumentException("no inputs are of type " + input.type());
        },
        input.shape() == null ? null : LongStream.of(input.shape()));
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, LongStream shape) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    if (shape != null) {
      TensorShapeProto.Builder lengths = TensorShapeProto.newBuilder();
      shape.forEach(
          length -> {
            TensorShapeProto.Dimension.Builder dimension = lengths.addDimBuilder();
            if (length >= 0) {
              dimension.setDimValue(length);
            }
          });
      tensor.setShape(lengths);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static TensorProto tensor(String name, Literal literal) {
    TensorProto.DataType type =
        switch (literal.type()) {
          case FLOAT32 -> TensorProto.DataType.FLOAT;
          case FLOAT64 -> TensorProto.DataType.DOUBLE;
          case INT64 -> TensorProto.DataType.INT64;
          case BOOLEAN -> TensorProto.DataType.BOOL;
          default -> throw new IllegalArgumentException("no tensors are of type " + literal.type());
        };
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(literal.elements()));
    LongStream.of(literal.shape().getShape()).forEach(tensor::addDims);
    return tensor.build();
  }

  private static NodeProto node(Node node) {
    if (!node.domain().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: only ONNX's own operators can be written".formatted(node.title()));
    }
    NodeProto.Builder written =
        NodeProto.newBuilder()
            .setName(node.name())
            .setOpType(node.operator())
            .addAllInput(node.inputs())
            .addAllOutput(node.outputs());
    new TreeMap<>(node.attributes().values())
        .forEach((name, value) -> written.addAttribute(attribute(node, name, value)));
    return written.build();
  }

  private static AttributeProto attribute(Node node, String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long integer) {
      attribute.setType(AttributeType.INT).setI(integer);
    } else if (value instanceof Double number) {
      attribute.setType(AttributeType.FLOAT).setF(single(node, name, number));
    } else if (value instanceof String text) {
      attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof long[] integers) {
      attribute.setType(AttributeType.INTS);
      Arrays.stream(integers).forEach(attribute::addInts);
    } else if (value instanceof double[] numbers) {
      attribute.setType(AttributeType.FLOATS);
      Arrays.stream(numbers).forEach(number -> attribute.addFloats(single(node, name, number)));
    } else if (value instanceof String[] texts) {
      attribute.setType(AttributeType.STRINGS);
      Arrays.stream(texts).forEach(text -> attribute.addStrings(ByteString.copyFromUtf8(text)));
    } else if (value instanceof Literal literal) {
      attribute.setType(AttributeType.TENSOR).setT(tensor("", literal));
    } else {
      throw new IllegalArgumentException(
          "%s: the attribute %s is a %s".formatted(node.title(), name, value.getClass()));
    }
    return attribute.build();
  }

  /** ONNX's attributes are float32, read as {@link Widened} says. */
  private static float single(Node node, String name, double number) {
    float single = (float) number;
    if (Double.compare(Widened.of(single), number) != 0) {
      throw new IllegalArgumentException(
          "%s: the attribute %s = %s has more digits than ONNX keeps: make it an operand"
              .formatted(node.title(), name, number));
    }
    return single;
  }
}
