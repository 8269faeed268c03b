package io.alphascope.workload.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers in the shape of a network's outputs, in doubles: the outputs themselves, their tangents,
 * a loss's gradient with respect to them.
 *
 * @param values in C order; not copied, so the creator of the record owns it
 * @param shape [n, …], axis 0 counts samples; [] of a graph whose one number is the batch's loss
 */
public record Outputs(double[] values, Shape shape) {

  public Outputs {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "%d values are no %s".formatted(values.length, text(shape)));
    }
  }

  /** [n, C]. */
  public Outputs(double[] values, int samples, int width) {
    this(values, new Shape(samples, width));
  }

  /** Samples, n; 1 if there is no axis. */
  public int samples() {
    return shape.dimension() == 0 ? 1 : Math.toIntExact(shape.get(0));
  }

  /** Values per sample. */
  public int width() {
    return Math.toIntExact(shape.dimension() == 0 ? 1 : shape.slice(1).size());
  }

  /** Copies a float32 or float64 array of any shape. */
  public static Outputs of(NDArray array) {
    double[] values = new double[Math.toIntExact(array.getShape().size())];
    ByteBuffer bytes = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    if (array.getDataType() == DataType.FLOAT64) {
      bytes.asDoubleBuffer().get(values);
    } else if (array.getDataType() == DataType.FLOAT32) {
      float[] floats = new float[values.length];
      bytes.asFloatBuffer().get(floats);
      for (int i = 0; i < values.length; i++) {
        values[i] = floats[i];
      }
    } else {
      throw new IllegalArgumentException(
          "outputs of type " + array.getDataType() + "; expected float32 or float64");
    }
    return new Outputs(values, array.getShape());
  }

  /**
   * Copies into a new array of this shape, every value times {@code factor}, rounded to the type.
   */
  public NDArray times(double factor, NDManager manager, DataType type) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(values.length, type.getNumOfBytes()))
            .order(ByteOrder.nativeOrder());
    if (type == DataType.FLOAT64) {
      for (double value : values) {
        bytes.putDouble(factor * value);
      }
    } else {
      for (double value : values) {
        bytes.putFloat((float) (factor * value));
      }
    }
    return manager.create(bytes.rewind(), shape, type);
  }

  /** {@code [2, 3]}, as NumPy's users write it. */
  static String text(Shape shape) {
    return Arrays.toString(shape.getShape());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Outputs that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + shape.hashCode();
  }

  @Override
  public String toString() {
    return "Outputs" + text(shape);
  }
}
