package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads an ONNX model into a graph. */
public final class OnnxReader {

  private OnnxReader() {}

  /**
   * @throws OnnxException if the bytes are no ONNX model that can be taken
   */
  public static Graph read(byte[] bytes) {
    try {
      return read(ModelProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException("these bytes are no ONNX model: " + e.getMessage(), e);
    }
  }

  private static Graph read(ModelProto model) {
    GraphProto graph = model.getGraph();
    int opset =
        model.getOpsetImportList().stream()
            .filter(imported -> imported.getDomain().isEmpty())
            .mapToInt(imported -> Math.toIntExact(imported.getVersion()))
            .findFirst()
            .orElseThrow(() -> new OnnxException("the model names no version of ONNX's operators"));
    Map<String, Literal> literals = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      literals.put(tensor.getName(), Tensors.read(tensor));
    }
    List<GraphInput> inputs = new ArrayList<>();
    for (ValueInfoProto input : graph.getInputList()) {
      if (!literals.containsKey(input.getName())) {
        inputs.add(input(input));
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (NodeProto proto : graph.getNodeList()) {
      Node node = node(proto, opset);
      if (node.operator().equals("Constant") && node.domain().isEmpty()) {
        literals.put(node.outputs().get(0), constant(node));
      } else {
        nodes.add(node);
      }
    }
    return new Graph(inputs, nodes, literals, Map.of(), graph.getOutput(0).getName());
  }

  private static GraphInput input(ValueInfoProto input) {
    var type = input.getType().getTensorType();
    DataType elements =
        switch (type.getElemType()) {
          case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.INT32_VALUE -> DataType.INT64;
          case TensorProto.DataType.BOOL_VALUE -> DataType.BOOLEAN;
          default -> DataType.FLOAT32;
        };
    long[] shape =
        type.hasShape()
            ? type.getShape().getDimList().stream().mapToLong(OnnxReader::length).toArray()
            : null;
    return new GraphInput(input.getName(), elements, shape);
  }

  private static long length(TensorShapeProto.Dimension dimension) {
    return dimension.hasDimValue() ? dimension.getDimValue() : -1;
  }

  private static Node node(NodeProto node, int opset) {
    Map<String, Object> attributes = new HashMap<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      attributes.put(attribute.getName(), value(attribute));
    }
    return new Node(
        node.getName(),
        node.getOpType(),
        node.getDomain().equals("ai.onnx") ? "" : node.getDomain(),
        opset,
        node.getInputList(),
        node.getOutputList(),
        new Attributes(attributes));
  }

  private static Object value(AttributeProto attribute) {
    return switch (attribute.getType()) {
      case INT -> attribute.getI();
      case FLOAT -> decimal(attribute.getF());
      case STRING -> attribute.getS().toStringUtf8();
      case TENSOR -> Tensors.read(attribute.getT());
      case INTS -> attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
      case FLOATS -> attribute.getFloatsList().stream().mapToDouble(OnnxReader::decimal).toArray();
      case STRINGS ->
          attribute.getStringsList().stream().map(ByteString::toStringUtf8).toArray(String[]::new);
      default ->
          throw new OnnxException(
              "attribute %s: a %s is not supported"
                  .formatted(attribute.getName(), attribute.getType()));
    };
  }

  /**
   * The shortest decimal that rounds to it: what exporters write as 1e-5 arrives as 9.99999974e-6.
   */
  private static double decimal(float number) {
    return Float.isFinite(number) ? Double.parseDouble(Float.toString(number)) : number;
  }

  private static Literal constant(Node node) {
    Attributes attributes = node.attributes();
    String kind = attributes.names().iterator().next();
    return switch (kind) {
      case "value" -> attributes.literal(kind, null);
      case "value_int" -> scalar(attributes.integer(kind, 0));
      case "value_ints" -> Literal.of(attributes.integers(kind));
      case "value_float" -> Literal.of(attributes.real(kind, 0));
      case "value_floats" -> Literal.of(attributes.reals(kind));
      default -> throw new OnnxException("%s: a %s is not supported".formatted(node.title(), kind));
    };
  }

  private static Literal scalar(long integer) {
    Literal one = Literal.of(new long[] {integer});
    return new Literal(one.type(), new Shape(), one.data());
  }
}
