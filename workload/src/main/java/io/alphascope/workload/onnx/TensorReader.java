package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.alphascope.workload.graph.Literal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads tensors, widened to the types that graphs have. Those of float32, float64 and int64 are
 * views of the file.
 */
final class TensorReader {
  private final ExternalData external;

  TensorReader(ExternalData external) {
    this.external = external;
  }

  /**
   * @throws OnnxException if its type is none that graphs have, or it has not the elements that its
   *     shape says
   */
  Literal read(TensorProto tensor) {
    String title = "tensor '%s'".formatted(tensor.getName());
    ElementType type = ElementType.of(tensor.getDataType(), title);
    if (tensor.hasSegment()) {
      throw new OnnxException(title + " is a segment of another one, which is not supported");
    }
    Shape shape = shape(tensor, title);
    try {
      return new Literal(type.type, shape, data(tensor, type, shape.size(), title));
    } catch (ArithmeticException e) {
      throw new OnnxException("%s of shape %s is too large".formatted(title, shape), e);
    }
  }

  private ByteBuffer data(TensorProto tensor, ElementType type, long count, String title) {
    long length = Math.multiplyExact(count, (long) type.bytes);
    boolean elsewhere = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    if (elsewhere || tensor.hasRawData()) {
      ByteBuffer raw =
          elsewhere
              ? external.of(tensor, length)
              : tensor.getRawData().asReadOnlyByteBuffer().slice();
      expect(title, tensor, length, raw.remaining(), "bytes");
      return type.isPlain() ? raw : widened(raw.order(ByteOrder.LITTLE_ENDIAN), type, (int) count);
    }
    expect(title, tensor, count, type.typedCount(tensor), "elements");
    ByteBuffer data = allocate((int) count, type);
    for (int i = 0; i < count; i++) {
      type.copy(tensor, i, data);
    }
    return data.flip();
  }

  private static ByteBuffer widened(ByteBuffer raw, ElementType type, int count) {
    ByteBuffer data = allocate(count, type);
    for (int i = 0; i < count; i++) {
      type.copy(raw, data);
    }
    return data.flip();
  }

  private static void expect(
      String title, TensorProto tensor, long expected, long found, String what) {
    if (expected != found) {
      throw new OnnxException(
          "%s of shape %s takes %d %s, the file holds %d of it: it is damaged, or was written without"
                  .formatted(title, tensor.getDimsList(), expected, what, found)
              + " its weights");
    }
  }

  private static ByteBuffer allocate(int count, ElementType type) {
    return ByteBuffer.allocate(Math.multiplyExact(count, type.type.getNumOfBytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Shape shape(TensorProto tensor, String title) {
    long size = 1;
    for (long length : tensor.getDimsList()) {
      if (length < 0) {
        throw new OnnxException(
            "%s of shape %s: a length is negative".formatted(title, tensor.getDimsList()));
      }
      size = length == 0 || size == 0 ? 0 : saturated(size, length);
    }
    if (size == Long.MAX_VALUE) {
      throw new OnnxException(
          "%s of shape %s is larger than anything".formatted(title, tensor.getDimsList()));
    }
    return new Shape(tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
  }

  private static long saturated(long size, long length) {
    return size > Long.MAX_VALUE / length ? Long.MAX_VALUE : size * length;
  }
}
