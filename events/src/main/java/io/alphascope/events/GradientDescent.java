package io.alphascope.events;

import com.google.protobuf.UnsafeByteOperations;
import io.alphascope.events.Tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * The update rule {@link StepTaken.UpdateRule#SGD}: θ₁ = θ₀ − fl(η g), element by element. η is
 * rounded to the element type, then the product, then the difference, so that every publisher and
 * every reader get the same bits.
 */
public final class GradientDescent {

  /** Elements computed at a time, in arrays that stay in the processor's cache. */
  private static final int CHUNK = 2048;

  private GradientDescent() {}

  /**
   * Computes θ₁.
   *
   * @param theta0 θ₀ [P], FLOAT32 or FLOAT64
   * @param gradient g [P], of the same type
   * @return θ₁ [P], of the same type
   * @throws IllegalArgumentException if the two have other types, or different lengths
   */
  public static Tensor step(Tensor theta0, double learningRate, Tensor gradient) {
    ElementType type = theta0.getElementType();
    int bytes = theta0.getData().size();
    if (gradient.getElementType() != type || gradient.getData().size() != bytes) {
      throw new IllegalArgumentException(
          "theta0 (%s, %d bytes) and gradient (%s, %d bytes) differ"
              .formatted(type, bytes, gradient.getElementType(), gradient.getData().size()));
    }
    ByteBuffer theta1 = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer from = Tensors.littleEndian(theta0);
    ByteBuffer along = Tensors.littleEndian(gradient);
    switch (type) {
      case FLOAT32 ->
          floats(
              from.asFloatBuffer(),
              (float) learningRate,
              along.asFloatBuffer(),
              theta1.asFloatBuffer());
      case FLOAT64 ->
          doubles(
              from.asDoubleBuffer(), learningRate, along.asDoubleBuffer(), theta1.asDoubleBuffer());
      default ->
          throw new IllegalArgumentException("expected FLOAT32 or FLOAT64, but theta0 is " + type);
    }
    return theta0.toBuilder().setData(UnsafeByteOperations.unsafeWrap(theta1.array())).build();
  }

  private static void floats(FloatBuffer from, float rate, FloatBuffer along, FloatBuffer to) {
    float[] theta = new float[CHUNK];
    float[] gradient = new float[CHUNK];
    while (from.hasRemaining()) {
      int count = Math.min(CHUNK, from.remaining());
      from.get(theta, 0, count);
      along.get(gradient, 0, count);
      for (int i = 0; i < count; i++) {
        theta[i] -= rate * gradient[i];
      }
      to.put(theta, 0, count);
    }
  }

  private static void doubles(DoubleBuffer from, double rate, DoubleBuffer along, DoubleBuffer to) {
    double[] theta = new double[CHUNK];
    double[] gradient = new double[CHUNK];
    while (from.hasRemaining()) {
      int count = Math.min(CHUNK, from.remaining());
      from.get(theta, 0, count);
      along.get(gradient, 0, count);
      for (int i = 0; i < count; i++) {
        theta[i] -= rate * gradient[i];
      }
      to.put(theta, 0, count);
    }
  }
}
