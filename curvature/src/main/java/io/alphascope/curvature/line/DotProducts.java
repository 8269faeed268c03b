package io.alphascope.curvature.line;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * ⟨a, a⟩, ⟨a, b⟩ and ⟨b, b⟩ of two vectors, in one pass: summed in double, since a float32 sum of
 * 10⁵ terms would be wrong in the sixth digit and its squares could underflow.
 *
 * @param left ⟨a, a⟩
 * @param cross ⟨a, b⟩
 * @param right ⟨b, b⟩
 */
public record DotProducts(double left, double cross, double right) {

  // Copied in bulk, floats cost a fraction of as many calls of a buffer's accessor.
  private static final int CHUNK = 1024;

  /**
   * Of two flat little-endian vectors of one length.
   *
   * @param type float32 or float64
   */
  public static DotProducts of(ByteBuffer a, ByteBuffer b, DataType type) {
    ByteBuffer left = a.slice().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer right = b.slice().order(ByteOrder.LITTLE_ENDIAN);
    return type == DataType.FLOAT64
        ? of(left.asDoubleBuffer(), right.asDoubleBuffer())
        : of(left.asFloatBuffer(), right.asFloatBuffer());
  }

  /** ‖v‖² of a flat little-endian vector. */
  public static double square(ByteBuffer vector, DataType type) {
    ByteBuffer view = vector.slice().order(ByteOrder.LITTLE_ENDIAN);
    return type == DataType.FLOAT64 ? square(view.asDoubleBuffer()) : square(view.asFloatBuffer());
  }

  private static DotProducts of(FloatBuffer a, FloatBuffer b) {
    float[] left = new float[CHUNK];
    float[] right = new float[CHUNK];
    double aa = 0;
    double ab = 0;
    double bb = 0;
    while (a.hasRemaining()) {
      int length = Math.min(CHUNK, a.remaining());
      a.get(left, 0, length);
      b.get(right, 0, length);
      for (int i = 0; i < length; i++) {
        double x = left[i];
        double y = right[i];
        aa += x * x;
        ab += x * y;
        bb += y * y;
      }
    }
    return new DotProducts(aa, ab, bb);
  }

  private static DotProducts of(DoubleBuffer a, DoubleBuffer b) {
    double aa = 0;
    double ab = 0;
    double bb = 0;
    for (int i = 0; i < a.remaining(); i++) {
      aa += a.get(i) * a.get(i);
      ab += a.get(i) * b.get(i);
      bb += b.get(i) * b.get(i);
    }
    return new DotProducts(aa, ab, bb);
  }

  private static double square(FloatBuffer v) {
    float[] chunk = new float[CHUNK];
    double even = 0;
    double odd = 0;
    while (v.hasRemaining()) {
      int length = Math.min(CHUNK, v.remaining());
      v.get(chunk, 0, length);
      // Two partial sums, since one alone would wait for its last addition.
      for (int i = 0; i + 1 < length; i += 2) {
        double x = chunk[i];
        double y = chunk[i + 1];
        even += x * x;
        odd += y * y;
      }
      if (length % 2 == 1) {
        double x = chunk[length - 1];
        even += x * x;
      }
    }
    return even + odd;
  }

  private static double square(DoubleBuffer v) {
    double sum = 0;
    for (int i = 0; i < v.remaining(); i++) {
      sum += v.get(i) * v.get(i);
    }
    return sum;
  }
}
