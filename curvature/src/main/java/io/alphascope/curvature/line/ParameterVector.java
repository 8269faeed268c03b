package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * A vector over the parameters, gathered tensor by tensor: its norm always, its elements only if it
 * is to be kept. Sums run in double over four partial sums.
 */
public final class ParameterVector {
  private final DataType type;
  private final ByteBuffer elements; // null: not kept
  private double squares;

  private ParameterVector(DataType type, ByteBuffer elements) {
    this.type = type;
    this.elements = elements;
  }

  /** The zero vector of a line's parameters. */
  public static ParameterVector zero(Line line, boolean kept) {
    int bytes = Math.toIntExact(line.network().parameterCount() * line.type().getNumOfBytes());
    return new ParameterVector(
        line.type(), kept ? ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN) : null);
  }

  /** Sets one tensor's entries, which were zero until now. */
  void set(ParameterTensor tensor, NDArray entries) {
    ByteBuffer view = entries.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    squares += dot(view, view, type);
    if (elements != null) {
      elements.put(Math.toIntExact(tensor.offset() * type.getNumOfBytes()), view, 0, view.limit());
    }
  }

  /** ‖v‖. */
  public double norm() {
    return Math.sqrt(squares);
  }

  /** v, flat, little-endian, of the line's type; null if it was not kept. */
  public ByteBuffer elements() {
    return elements;
  }

  /** ‖v‖ of a flat little-endian vector. */
  public static double norm(ByteBuffer vector, DataType type) {
    return Math.sqrt(dot(vector, vector, type));
  }

  /** ⟨a, b⟩ of flat little-endian vectors. */
  static double dot(ByteBuffer a, ByteBuffer b, DataType type) {
    ByteBuffer left = a.slice().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer right = b.slice().order(ByteOrder.LITTLE_ENDIAN);
    return type == DataType.FLOAT64
        ? dot(left.asDoubleBuffer(), right.asDoubleBuffer())
        : dot(left.asFloatBuffer(), right.asFloatBuffer());
  }

  private static double dot(FloatBuffer a, FloatBuffer b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int length = a.remaining();
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += (double) a.get(i) * b.get(i);
      s1 += (double) a.get(i + 1) * b.get(i + 1);
      s2 += (double) a.get(i + 2) * b.get(i + 2);
      s3 += (double) a.get(i + 3) * b.get(i + 3);
    }
    for (; i < length; i++) {
      s0 += (double) a.get(i) * b.get(i);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double dot(DoubleBuffer a, DoubleBuffer b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int length = a.remaining();
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += a.get(i) * b.get(i);
      s1 += a.get(i + 1) * b.get(i + 1);
      s2 += a.get(i + 2) * b.get(i + 2);
      s3 += a.get(i + 3) * b.get(i + 3);
    }
    for (; i < length; i++) {
      s0 += a.get(i) * b.get(i);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
