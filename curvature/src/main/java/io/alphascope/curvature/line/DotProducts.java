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
    double aa0 = 0;
    double ab0 = 0;
    double bb0 = 0;
    double aa1 = 0;
    double ab1 = 0;
    double bb1 = 0;
    int length = a.remaining();
    // Two partial sums each, since one alone would wait for its last addition.
    int even = length & ~1;
    for (int i = 0; i < even; i += 2) {
      double a0 = a.get(i);
      double b0 = b.get(i);
      double a1 = a.get(i + 1);
      double b1 = b.get(i + 1);
      aa0 += a0 * a0;
      ab0 += a0 * b0;
      bb0 += b0 * b0;
      aa1 += a1 * a1;
      ab1 += a1 * b1;
      bb1 += b1 * b1;
    }
    if (even < length) {
      double a0 = a.get(even);
      double b0 = b.get(even);
      aa0 += a0 * a0;
      ab0 += a0 * b0;
      bb0 += b0 * b0;
    }
    return new DotProducts(aa0 + aa1, ab0 + ab1, bb0 + bb1);
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
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int length = v.remaining();
    int whole = length & ~3;
    for (int i = 0; i < whole; i += 4) {
      double v0 = v.get(i);
      double v1 = v.get(i + 1);
      double v2 = v.get(i + 2);
      double v3 = v.get(i + 3);
      s0 += v0 * v0;
      s1 += v1 * v1;
      s2 += v2 * v2;
      s3 += v3 * v3;
    }
    for (int i = whole; i < length; i++) {
      s0 += (double) v.get(i) * v.get(i);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double square(DoubleBuffer v) {
    double sum = 0;
    for (int i = 0; i < v.remaining(); i++) {
      sum += v.get(i) * v.get(i);
    }
    return sum;
  }
}
