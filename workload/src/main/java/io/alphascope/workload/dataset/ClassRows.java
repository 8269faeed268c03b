package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.npy.NpyRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A class for each sample, or for each of its positions, in a file. */
record ClassRows(NpyRows rows) implements StoredTargets {

  /** What does not count, as PyTorch's losses have it ({@code ignore_index}). */
  private static final int NO_CLASS = -100;

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public Shape shape() {
    Shape shape = RowShape.of(rows);
    return shape.dimension() == 1 && shape.get(0) == 1 ? new Shape() : shape;
  }

  @Override
  public Targets of(int[] indices) {
    int positions = rows.rowSize();
    ByteBuffer row = row();
    int[] labels = new int[Math.multiplyExact(indices.length, positions)];
    int at = 0;
    for (int index : indices) {
      rows.copy(index, row.clear());
      row.flip();
      while (row.hasRemaining()) {
        labels[at++] = (int) row.getLong();
      }
    }
    return Targets.labels(labels, positions);
  }

  private ByteBuffer row() {
    return ByteBuffer.allocate(rows.rowSize() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * One more than the largest label; at least 1.
   *
   * @param most how many classes there may be
   * @throws DatasetException naming a label that is not a class
   */
  int classes(int most) {
    ByteBuffer row = row();
    long largest = 0;
    for (int index = 0; index < size(); index++) {
      rows.copy(index, row.clear());
      row.flip();
      while (row.hasRemaining()) {
        long label = row.getLong();
        if (label >= most || label < 0 && label != NO_CLASS) {
          throw new DatasetException(
              "expected labels from 0 to %d, or %d for none, found label %d of sample %d; correct it"
                  .formatted(most - 1, NO_CLASS, label, index));
        }
        largest = Math.max(largest, label);
      }
    }
    return (int) largest + 1;
  }
}
