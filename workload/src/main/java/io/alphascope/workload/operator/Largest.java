package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Positions of the largest elements of windows over two axes, which PyTorch's pooling knows and DJL
 * does not tell. This loop takes less time than the pooling itself.
 */
final class Largest {
  private final int rows;
  private final int columns;
  private final Places vertical;
  private final Places horizontal;

  private Largest(int rows, int columns, Places vertical, Places horizontal) {
    this.rows = rows;
    this.columns = columns;
    this.vertical = vertical;
    this.horizontal = horizontal;
  }

  /**
   * The first of the largest in C order, or the last that is NaN.
   *
   * @param windows over one axis or two
   * @param x [n, c, …], on the CPU, FLOAT32 or FLOAT64
   * @return [n, c, windows], INT64: positions among the elements of a plane
   */
  static NDArray positions(NDManager manager, Windows windows, NDArray x) {
    int last = windows.axes() - 1;
    Largest largest =
        new Largest(
            last == 0 ? 1 : (int) windows.lengths()[0],
            (int) windows.lengths()[last],
            last == 0 ? Places.ONE : Places.of(windows, 0),
            Places.of(windows, last));
    return largest.positions(manager, x);
  }

  private NDArray positions(NDManager manager, NDArray x) {
    Shape planes = x.getShape().slice(0, 2);
    int windows = vertical.count() * horizontal.count();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(planes.size() * windows * Long.BYTES))
            .order(ByteOrder.nativeOrder());
    LongBuffer positions = bytes.asLongBuffer();
    Planes from = new Planes(x);
    double[] plane = new double[rows * columns];
    long[] found = new long[windows];
    for (long i = 0; i < planes.size(); i++) {
      from.next(plane);
      search(plane, found);
      positions.put(found);
    }
    return Torch.create(manager, DataType.INT64, planes.add(windows), bytes);
  }

  private void search(double[] plane, long[] found) {
    int window = 0;
    for (int i = 0; i < vertical.count(); i++) {
      for (int j = 0; j < horizontal.count(); j++) {
        int best = vertical.first[i] * columns + horizontal.first[j];
        double most = plane[best];
        for (int row = vertical.first[i]; row < vertical.end[i]; row += vertical.step) {
          int offset = row * columns;
          for (int at = horizontal.first[j]; at < horizontal.end[j]; at += horizontal.step) {
            double element = plane[offset + at];
            if (element > most || element != element) {
              most = element;
              best = offset + at;
            }
          }
        }
        found[window++] = best;
      }
    }
  }

  /** For each window along an axis, its first element that is not padding and the end of them. */
  private record Places(int[] first, int[] end, int step) {

    static final Places ONE = new Places(new int[] {0}, new int[] {1}, 1);

    static Places of(Windows windows, int axis) {
      int count = (int) windows.counts()[axis];
      int[] first = new int[count];
      int[] end = new int[count];
      long step = windows.dilation()[axis];
      for (int i = 0; i < count; i++) {
        long start = i * windows.stride()[axis] - windows.before()[axis];
        long behind = start + (windows.kernel()[axis] - 1) * step + 1;
        long inside = start < 0 ? Math.floorMod(start, step) : start;
        if (inside >= Math.min(behind, windows.lengths()[axis])) {
          throw new IllegalArgumentException(
              "window %d of axis %d sees nothing but padding".formatted(i, axis + 2));
        }
        first[i] = (int) inside;
        end[i] = (int) Math.min(behind, windows.lengths()[axis]);
      }
      return new Places(first, end, (int) step);
    }

    int count() {
      return first.length;
    }
  }

  /** Reads planes one after the other. */
  private static final class Planes {
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private float[] single;

    Planes(NDArray x) {
      ByteBuffer bytes = x.toByteBuffer(true).order(ByteOrder.nativeOrder());
      boolean wide = x.getDataType() == DataType.FLOAT64;
      floats = wide ? null : bytes.asFloatBuffer();
      doubles = wide ? bytes.asDoubleBuffer() : null;
    }

    void next(double[] plane) {
      if (doubles != null) {
        doubles.get(plane);
        return;
      }
      if (single == null) {
        single = new float[plane.length];
      }
      floats.get(single);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = single[i];
      }
    }
  }
}
