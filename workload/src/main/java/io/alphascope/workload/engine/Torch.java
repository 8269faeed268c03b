package io.alphascope.workload.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch's operations that {@link NDArray} has not, or has otherwise. Axes count from 0; every
 * result is a new array.
 */
public final class Torch {
  static {
    // JniUtils does not load PyTorch by itself.
    PyTorch.engine();
  }

  private Torch() {}

  /** Takes an array out of the scope that it was made in, for a manager to close. Returns it. */
  public static NDArray keep(NDArray array, NDManager manager) {
    NDScope.unregister(array);
    array.attach(manager);
    return array;
  }

  private static PtNDArray pt(NDArray array) {
    return (PtNDArray) array;
  }

  /** Matrix product over the last two axes; those before are broadcast. */
  public static NDArray matmul(NDArray a, NDArray b) {
    return JniUtils.matmul(pt(a), pt(b));
  }

  /**
   * x wᵀ + b.
   *
   * @param bias null: none
   */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return JniUtils.linear(pt(x), pt(weight), bias == null ? null : pt(bias));
  }

  /**
   * Convolution (cross-correlation) over the axes from 2 on.
   *
   * @param bias null: none
   * @param padding on either side of each axis
   */
  public static NDArray convolution(
      NDArray x,
      NDArray weight,
      NDArray bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      int groups) {
    return JniUtils.convolution(
        pt(x),
        pt(weight),
        bias == null ? null : pt(bias),
        new Shape(stride),
        new Shape(padding),
        new Shape(dilation),
        groups);
  }

  /** Elements [start, stop) of an axis, every step-th; step at least 1. */
  public static NDArray slice(NDArray array, int axis, long start, long stop, long step) {
    return JniUtils.slice(pt(array), axis, start, stop, step);
  }

  public static NDArray reshape(NDArray array, long... shape) {
    return JniUtils.reshape(pt(array), shape);
  }

  /** Axes in another order: axis i of the result is axis order[i]. */
  public static NDArray permute(NDArray array, long... order) {
    return JniUtils.permute(pt(array), order);
  }

  public static NDArray flip(NDArray array, long... axes) {
    return JniUtils.flip(pt(array), axes);
  }

  public static NDArray concat(List<NDArray> arrays, int axis) {
    return JniUtils.cat(arrays.stream().map(Torch::pt).toArray(PtNDArray[]::new), axis);
  }

  public static NDArray broadcast(NDArray array, Shape shape) {
    return array.getShape().equals(shape) ? array : JniUtils.broadcast(pt(array), shape);
  }

  /** a where the condition holds, else b; all three are broadcast. */
  public static NDArray where(NDArray condition, NDArray a, NDArray b) {
    return JniUtils.where(pt(condition), pt(a), pt(b));
  }

  public static NDArray sum(NDArray array, long[] axes, boolean keepAxes) {
    return JniUtils.sum(pt(array), axes, keepAxes);
  }

  public static NDArray mean(NDArray array, int axis, boolean keepAxis) {
    return JniUtils.mean(pt(array), axis, keepAxis);
  }

  /**
   * Pads, or cuts where a width is negative.
   *
   * @param before elements before the first, per axis
   * @param after elements after the last, per axis
   */
  public static NDArray pad(NDArray array, long[] before, long[] after, double value) {
    // PyTorch wants pairs, the last axis first.
    int axes = before.length;
    long[] pairs = new long[2 * axes];
    for (int axis = 0; axis < axes; axis++) {
      pairs[2 * (axes - 1 - axis)] = before[axis];
      pairs[2 * (axes - 1 - axis) + 1] = after[axis];
    }
    return JniUtils.pad(pt(array), pairs, value);
  }

  /** Elements along an axis at positions of the result's shape, as torch.gather. */
  public static NDArray gather(NDArray array, NDArray positions, int axis) {
    return JniUtils.gather(pt(array), pt(positions), axis);
  }

  /**
   * Rows of a matrix.
   *
   * @param positions INT64, of any shape
   */
  public static NDArray rows(NDArray matrix, NDArray positions) {
    return JniUtils.embedding(pt(positions), pt(matrix), false);
  }

  /** The array with elements of another put at positions of its shape, as torch.scatter. */
  public static NDArray scatter(NDArray array, NDArray positions, NDArray elements, int axis) {
    return JniUtils.scatter(pt(array), pt(positions), pt(elements), axis);
  }

  /** Positions along an axis of the largest; of equals, the first. The axis stays, of length 1. */
  public static NDArray argMax(NDArray array, int axis) {
    return JniUtils.argMax(pt(array), axis, true);
  }

  /** Positions of elements that are not 0, a row each. */
  public static NDArray nonZero(NDArray array) {
    return JniUtils.nonZeros(pt(array));
  }

  /** The array so many times one after the other along each axis. */
  public static NDArray tile(NDArray array, long... times) {
    return JniUtils.tile(pt(array), times);
  }

  /** The diagonal of two axes, as the last axis in their place. */
  public static NDArray diagonal(NDArray array, int axis, int other) {
    return JniUtils.diagonal(pt(array), 0, axis, other);
  }

  public static NDArray softmax(NDArray array, int axis) {
    return JniUtils.softmax(pt(array), axis, array.getDataType());
  }

  public static NDArray logSoftmax(NDArray array, int axis) {
    return JniUtils.logSoftmax(pt(array), axis, array.getDataType());
  }

  public static NDArray relu(NDArray array) {
    return JniUtils.relu(pt(array));
  }

  public static NDArray sigmoid(NDArray array) {
    return JniUtils.sigmoid(pt(array));
  }

  /** x Φ(x), Φ the normal distribution. */
  public static NDArray gelu(NDArray array) {
    return JniUtils.gelu(pt(array));
  }

  /** log(1 + eˣ); x itself above 20. */
  public static NDArray softplus(NDArray array) {
    return JniUtils.softPlus(pt(array));
  }

  public static NDArray softsign(NDArray array) {
    return JniUtils.softSign(pt(array));
  }

  /** x where x is positive, else α (eˣ − 1). */
  public static NDArray elu(NDArray array, double alpha) {
    return JniUtils.elu(pt(array), alpha);
  }

  /** x where x is positive, else α x. */
  public static NDArray leakyRelu(NDArray array, double alpha) {
    return JniUtils.leakyRelu(pt(array), alpha);
  }

  /** Positions of the smallest elements of an axis, which stays with length 1. */
  public static NDArray argMin(NDArray array, int axis) {
    return JniUtils.argMin(pt(array), axis, true);
  }

  /** (x − mean)/√(var + ε) · scale + bias per channel, with mean and var of the batch itself. */
  public static NDArray batchNormalise(NDArray x, NDArray scale, NDArray bias, double epsilon) {
    // PyTorch updates the running statistics that it is given.
    PtNDArray mean = pt(scale.stopGradient().duplicate());
    PtNDArray variance = pt(scale.stopGradient().duplicate());
    return JniUtils.batchNorm(pt(x), mean, variance, pt(scale), pt(bias), true, 0, epsilon);
  }

  /** The largest of each window of the axes from 2 on, padded by −∞ on either side. */
  public static NDArray maxPool(
      NDArray x, long[] kernel, long[] stride, long[] padding, boolean ceil) {
    return JniUtils.maxPool(pt(x), new Shape(kernel), new Shape(stride), new Shape(padding), ceil);
  }

  /** The mean of each window, padding counted. */
  public static NDArray averagePool(NDArray x, long[] kernel, long[] stride, long[] padding) {
    return JniUtils.avgPool(
        pt(x), new Shape(kernel), new Shape(stride), new Shape(padding), false, true);
  }

  /** Means of equal parts, as many along each axis from 2 on as said. */
  public static NDArray adaptiveAverage(NDArray x, long... parts) {
    return JniUtils.adaptiveAvgPool(pt(x), new Shape(parts));
  }

  /**
   * (x − mean)/√(var + ε) · scale + bias over the axes from {@code first} on, which are those of
   * scale and bias.
   */
  public static NDArray normalise(
      NDArray x, int first, NDArray scale, NDArray bias, double epsilon) {
    return JniUtils.layerNorm(pt(x), x.getShape().slice(first), pt(scale), pt(bias), epsilon);
  }

  /** Copies numbers into a new array, rounded to a type; INT64 and BOOLEAN too. */
  public static NDArray create(NDManager manager, DataType type, Shape shape, double... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(numbers.length, type.getNumOfBytes()))
            .order(ByteOrder.nativeOrder());
    for (double number : numbers) {
      switch (type) {
        case FLOAT64 -> bytes.putDouble(number);
        case FLOAT32 -> bytes.putFloat((float) number);
        case INT64 -> bytes.putLong((long) number);
        case BOOLEAN -> bytes.put((byte) (number != 0 ? 1 : 0));
        default -> throw new IllegalArgumentException("no arrays of type " + type);
      }
    }
    return create(manager, type, shape, bytes.rewind());
  }

  /** Copies integers into a new INT64 array. */
  public static NDArray create(NDManager manager, Shape shape, long... integers) {
    try (NDArray alias = manager.create(integers, shape)) {
      return alias.duplicate();
    }
  }

  /**
   * Copies elements into a new array in PyTorch's own memory. DJL's arrays alias a direct buffer,
   * which the collector frees with them: not so a view of one, or a recorded operation's hold on
   * it, which would read freed memory.
   */
  public static NDArray create(NDManager manager, DataType type, Shape shape, ByteBuffer elements) {
    try (NDArray alias = manager.create(elements, shape, type)) {
      return alias.duplicate();
    }
  }

  /** The elements of a FLOAT32 or FLOAT64 array, in C order. */
  public static double[] doubles(NDArray array) {
    double[] values = new double[Math.toIntExact(array.getShape().size())];
    ByteBuffer bytes = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    if (array.getDataType() == DataType.FLOAT64) {
      bytes.asDoubleBuffer().get(values);
    } else {
      float[] floats = new float[values.length];
      bytes.asFloatBuffer().get(floats);
      Arrays.setAll(values, i -> floats[i]);
    }
    return values;
  }
}
