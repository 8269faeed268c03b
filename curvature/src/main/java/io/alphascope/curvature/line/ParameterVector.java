package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A vector over the parameters, gathered tensor by tensor: its norm always, its elements only if it
 * is to be kept.
 */
public final class ParameterVector {
  private final DataType type;
  private final ByteBuffer elements; // null: not kept
  private final double[] sums; // null: nothing is added up
  private double squares;

  private ParameterVector(DataType type, ByteBuffer elements, double[] sums) {
    this.type = type;
    this.elements = elements;
    this.sums = sums;
  }

  /** The zero vector of a line's parameters. */
  public static ParameterVector zero(Line line, boolean kept) {
    int bytes = Math.toIntExact(line.network().parameterCount() * line.type().getNumOfBytes());
    return new ParameterVector(
        line.type(), kept ? ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN) : null, null);
  }

  /** The sum, in double, of the vectors that {@link #set} gets one after the other. */
  public static ParameterVector sum(Line line) {
    return new ParameterVector(
        line.type(), null, new double[Math.toIntExact(line.network().parameterCount())]);
  }

  /** Sets one tensor's entries, which were zero until now; in a sum, adds to them. */
  public void set(ParameterTensor tensor, NDArray entries) {
    if (entries.getDataType() != type) {
      return; // DJL's zeros in float32, of a leaf that no pass reached
    }
    ByteBuffer view = entries.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    if (sums != null) {
      add(view, Math.toIntExact(tensor.offset()), Math.toIntExact(tensor.size()));
      return;
    }
    squares += DotProducts.square(view, type);
    if (elements != null) {
      elements.put(Math.toIntExact(tensor.offset() * type.getNumOfBytes()), view, 0, view.limit());
    }
  }

  private void add(ByteBuffer view, int offset, int count) {
    if (type == DataType.FLOAT64) {
      double[] entries = new double[count];
      view.asDoubleBuffer().get(entries);
      for (int i = 0; i < count; i++) {
        sums[offset + i] += entries[i];
      }
    } else {
      float[] entries = new float[count];
      view.asFloatBuffer().get(entries);
      for (int i = 0; i < count; i++) {
        sums[offset + i] += entries[i];
      }
    }
  }

  /** ‖v‖. */
  public double norm() {
    if (sums == null) {
      return Math.sqrt(squares);
    }
    double sum = 0;
    for (double value : sums) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** The elements of a {@link #sum}, not a copy. */
  public double[] values() {
    return sums;
  }

  /** v, flat, little-endian, of the line's type; null if it was not kept. */
  public ByteBuffer elements() {
    return sums == null ? elements : rounded();
  }

  private ByteBuffer rounded() {
    ByteBuffer bytes =
        ByteBuffer.allocate(sums.length * type.getNumOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : sums) {
      if (type == DataType.FLOAT64) {
        bytes.putDouble(value);
      } else {
        bytes.putFloat((float) value);
      }
    }
    return bytes.flip();
  }
}
