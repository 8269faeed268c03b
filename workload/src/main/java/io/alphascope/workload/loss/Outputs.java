package io.alphascope.workload.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One number per sample and output, in doubles: a network's outputs, their tangents, a loss's
 * gradient with respect to them.
 *
 * @param values [samples, width] in C order; not copied, so whoever made the record owns it
 * @param width outputs per sample, C
 */
public record Outputs(double[] values, int samples, int width) {

  public Outputs {
    if (values.length != samples * width) {
      throw new IllegalArgumentException(
          "%d values are no [%d, %d]".formatted(values.length, samples, width));
    }
  }

  /** Copies a float32 or float64 array of shape [n, C]. */
  public static Outputs of(NDArray array) {
    Shape shape = array.getShape();
    if (shape.dimension() != 2) {
      throw new IllegalArgumentException("outputs of shape " + shape + " are no [n, C]");
    }
    double[] values = new double[Math.toIntExact(shape.size())];
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
    return new Outputs(values, Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
  }

  /** Copies into a new array, every value times {@code factor}, rounded to the type. */
  public NDArray times(double factor, NDManager manager, DataType type) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * type.getNumOfBytes())
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
    return manager.create(bytes.rewind(), new Shape(samples, width), type);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Outputs that
        && samples == that.samples
        && width == that.width
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + width;
  }

  @Override
  public String toString() {
    return "Outputs[%d, %d]".formatted(samples, width);
  }
}
