package io.alphascope.curvature.line;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

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

  // Partial sums: a single one would wait, for each term, for its last addition.
  private static final int LANES = 4;

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
    double aaEven = 0;
    double abEven = 0;
    double bbEven = 0;
    double aaOdd = 0;
    double abOdd = 0;
    double bbOdd = 0;
    while (a.hasRemaining()) {
      int length = next(a, left);
      next(b, right);
      for (int i = 0; i < length; i += 2) {
        double x = left[i];
        double y = right[i];
        aaEven += x * x;
        abEven += x * y;
        bbEven += y * y;
        x = left[i + 1];
        y = right[i + 1];
        aaOdd += x * x;
        abOdd += x * y;
        bbOdd += y * y;
      }
    }
    return new DotProducts(aaEven + aaOdd, abEven + abOdd, bbEven + bbOdd);
  }

  /**
   * Fills the chunk with what comes next; returns its length, made a multiple of the lanes by
   * zeros.
   */
  private static int next(FloatBuffer vector, float[] chunk) {
    int length = Math.min(CHUNK, vector.remaining());
    vector.get(chunk, 0, length);
    if (length % LANES > 0) {
      int padded = length + LANES - length % LANES;
      Arrays.fill(chunk, length, padded, 0);
      return padded;
    }
    return length;
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
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    while (v.hasRemaining()) {
      int length = next(v, chunk);
      for (int i = 0; i < length; i += LANES) {
        double w = chunk[i];
        double x = chunk[i + 1];
        double y = chunk[i + 2];
        double z = chunk[i + 3];
        first += w * w;
        second += x * x;
        third += y * y;
        fourth += z * z;
      }
    }
    return first + second + third + fourth;
  }

  private static double square(DoubleBuffer v) {
    double sum = 0;
    for (int i = 0; i < v.remaining(); i++) {
      sum += v.get(i) * v.get(i);
    }
    return sum;
  }
}
