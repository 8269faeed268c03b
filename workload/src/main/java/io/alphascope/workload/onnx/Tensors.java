package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.alphascope.workload.graph.Literal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads tensors of an ONNX file, widened to the types that graphs have. */
final class Tensors {

  private Tensors() {}

  /**
   * @throws OnnxException if its type is none that graphs have, or it has not the elements that its
   *     shape says
   */
  static Literal read(TensorProto tensor) {
    Shape shape = shape(tensor);
    ByteBuffer raw =
        tensor.hasRawData()
            ? tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN)
            : null;
    int count = Math.toIntExact(shape.size());
    return switch (tensor.getDataType()) {
      case TensorProto.DataType.FLOAT_VALUE -> {
        ByteBuffer data = allocate(count, Float.BYTES);
        for (int i = 0; i < count; i++) {
          data.putFloat(raw != null ? raw.getFloat() : tensor.getFloatData(i));
        }
        yield new Literal(DataType.FLOAT32, shape, data.flip());
      }
      case TensorProto.DataType.DOUBLE_VALUE -> {
        ByteBuffer data = allocate(count, Double.BYTES);
        for (int i = 0; i < count; i++) {
          data.putDouble(raw != null ? raw.getDouble() : tensor.getDoubleData(i));
        }
        yield new Literal(DataType.FLOAT64, shape, data.flip());
      }
      case TensorProto.DataType.INT64_VALUE -> {
        ByteBuffer data = allocate(count, Long.BYTES);
        for (int i = 0; i < count; i++) {
          data.putLong(raw != null ? raw.getLong() : tensor.getInt64Data(i));
        }
        yield new Literal(DataType.INT64, shape, data.flip());
      }
      case TensorProto.DataType.INT32_VALUE -> {
        ByteBuffer data = allocate(count, Long.BYTES);
        for (int i = 0; i < count; i++) {
          data.putLong(raw != null ? raw.getInt() : tensor.getInt32Data(i));
        }
        yield new Literal(DataType.INT64, shape, data.flip());
      }
      case TensorProto.DataType.BOOL_VALUE -> {
        ByteBuffer data = allocate(count, 1);
        for (int i = 0; i < count; i++) {
          data.put(raw != null ? raw.get() : (byte) tensor.getInt32Data(i));
        }
        yield new Literal(DataType.BOOLEAN, shape, data.flip());
      }
      default ->
          throw new OnnxException(
              "tensor '%s': elements of type %s are not supported"
                  .formatted(
                      tensor.getName(), TensorProto.DataType.forNumber(tensor.getDataType())));
    };
  }

  static Shape shape(TensorProto tensor) {
    return new Shape(tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
  }

  private static ByteBuffer allocate(int count, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
