package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.graph.Widened;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads nodes; those of constants become tensors. */
final class NodeReader {
  private final TensorReader tensors;
  private final int opset;

  NodeReader(TensorReader tensors, int opset) {
    this.tensors = tensors;
    this.opset = opset;
  }

  static boolean isConstant(NodeProto node) {
    return node.getOpType().equals("Constant") && Domains.isOnnx(node.getDomain());
  }

  Node read(NodeProto node) {
    Map<String, Object> attributes = new HashMap<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attributes.put(attribute.getName(), value(node, attribute)) != null) {
        throw new OnnxException(
            "%s has the attribute %s twice".formatted(title(node), attribute.getName()));
      }
    }
    return new Node(
        node.getName(),
        node.getOpType(),
        Domains.isOnnx(node.getDomain()) ? "" : node.getDomain(),
        opset,
        node.getInputList(),
        node.getOutputList(),
        new Attributes(attributes));
  }

  /** The tensor of a constant. */
  Literal constant(NodeProto node) {
    if (node.getAttributeCount() != 1 || node.getOutputCount() != 1) {
      throw new OnnxException(
          "%s: expected one attribute and one output, found %d and %d"
              .formatted(title(node), node.getAttributeCount(), node.getOutputCount()));
    }
    AttributeProto attribute = node.getAttribute(0);
    return switch (attribute.getName()) {
      case "value" -> tensor(node, attribute);
      case "value_int" -> integers(new Shape(), List.of(attribute.getI()));
      case "value_ints" -> integers(new Shape(attribute.getIntsCount()), attribute.getIntsList());
      case "value_float" -> numbers(new Shape(), List.of(attribute.getF()));
      case "value_floats" ->
          numbers(new Shape(attribute.getFloatsCount()), attribute.getFloatsList());
      default ->
          throw new OnnxException(
              "%s: a constant as %s is not supported, only value, value_int, value_ints,"
                      .formatted(title(node), attribute.getName())
                  + " value_float and value_floats");
    };
  }

  static String title(NodeProto node) {
    return "%s '%s'"
        .formatted(
            node.getOpType(),
            node.getName().isEmpty() ? String.join(", ", node.getOutputList()) : node.getName());
  }

  private Object value(NodeProto node, AttributeProto attribute) {
    return switch (attribute.getType()) {
      case INT -> attribute.getI();
      case FLOAT -> Widened.of(attribute.getF());
      case STRING -> attribute.getS().toStringUtf8();
      case TENSOR -> tensor(node, attribute);
      case INTS -> attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
      case FLOATS -> attribute.getFloatsList().stream().mapToDouble(Widened::of).toArray();
      case STRINGS ->
          attribute.getStringsList().stream().map(ByteString::toStringUtf8).toArray(String[]::new);
      // No operator with a rule has one, and all others are refused together, by name.
      case GRAPH, GRAPHS, SPARSE_TENSOR, SPARSE_TENSORS, TENSORS, TYPE_PROTO, TYPE_PROTOS ->
          attribute.getType().name();
      default ->
          throw new OnnxException(
              "%s: the attribute %s has no type that is known"
                  .formatted(title(node), attribute.getName()));
    };
  }

  /** A copy, since few attributes are large, and bound graphs let go of the file. */
  private Literal tensor(NodeProto node, AttributeProto attribute) {
    try {
      return tensors.read(attribute.getT()).copy();
    } catch (OnnxException e) {
      throw OnnxException.in("%s, attribute %s".formatted(title(node), attribute.getName()), e);
    }
  }

  private static Literal integers(Shape shape, List<Long> elements) {
    ByteBuffer data = allocate(elements.size(), Long.BYTES);
    elements.forEach(data::putLong);
    return new Literal(DataType.INT64, shape, data.flip());
  }

  private static Literal numbers(Shape shape, List<Float> elements) {
    ByteBuffer data = allocate(elements.size(), Float.BYTES);
    elements.forEach(data::putFloat);
    return new Literal(DataType.FLOAT32, shape, data.flip());
  }

  private static ByteBuffer allocate(int elements, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
