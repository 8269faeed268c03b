package io.alphascope.events;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.zip.CRC32;

/** Reads and makes tensors. */
public final class Tensors {

  private Tensors() {}

  /** A view of the elements in the message: read-only, little-endian, position 0. */
  public static ByteBuffer littleEndian(Tensor tensor) {
    return tensor.getData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Number of elements that the shape declares; 1 for a scalar.
   *
   * @throws IllegalArgumentException if an extent is negative or the product exceeds a long
   */
  public static long elementCount(Tensor tensor) {
    long count = 1;
    for (long extent : tensor.getShapeList()) {
      if (extent < 0) {
        throw new IllegalArgumentException("shape " + tensor.getShapeList() + " has an extent < 0");
      }
      try {
        count = Math.multiplyExact(count, extent);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("shape " + tensor.getShapeList() + " is too large", e);
      }
    }
    return count;
  }

  /**
   * Bytes of one element.
   *
   * @throws IllegalArgumentException for a type that this version does not know
   */
  public static int elementBytes(Tensor.ElementType type) {
    return switch (type) {
      case FLOAT32 -> Float.BYTES;
      case FLOAT64 -> Double.BYTES;
      case INT64 -> Long.BYTES;
      case BOOL -> 1;
      case ELEMENT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "the element type is missing or unknown; known are FLOAT32, FLOAT64, INT64 and BOOL");
    };
  }

  /** CRC-32 of the little-endian elements, as in zlib. */
  public static int crc32(Tensor tensor) {
    CRC32 checksum = new CRC32();
    checksum.update(littleEndian(tensor));
    return (int) checksum.getValue();
  }

  /** A FLOAT32 tensor of these elements. */
  public static Tensor of(float[] elements, long... shape) {
    ByteBuffer bytes = allocate(elements.length, Float.BYTES);
    bytes.asFloatBuffer().put(FloatBuffer.wrap(elements));
    return of(Tensor.ElementType.FLOAT32, bytes, shape);
  }

  /** A FLOAT64 tensor of these elements. */
  public static Tensor of(double[] elements, long... shape) {
    ByteBuffer bytes = allocate(elements.length, Double.BYTES);
    bytes.asDoubleBuffer().put(DoubleBuffer.wrap(elements));
    return of(Tensor.ElementType.FLOAT64, bytes, shape);
  }

  /** An INT64 tensor of these elements. */
  public static Tensor of(long[] elements, long... shape) {
    ByteBuffer bytes = allocate(elements.length, Long.BYTES);
    bytes.asLongBuffer().put(LongBuffer.wrap(elements));
    return of(Tensor.ElementType.INT64, bytes, shape);
  }

  private static ByteBuffer allocate(int elements, int elementBytes) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, elementBytes))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A tensor of these little-endian bytes, which must not be changed any more. */
  public static Tensor of(Tensor.ElementType type, ByteBuffer littleEndian, long... shape) {
    ByteString data = UnsafeByteOperations.unsafeWrap(littleEndian);
    Tensor.Builder tensor = Tensor.newBuilder().setElementType(type).setData(data);
    for (long extent : shape) {
      tensor.addShape(extent);
    }
    return tensor.build();
  }
}
