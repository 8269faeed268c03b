package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.npy.NpyArray.ElementType;
import io.alphascope.workload.npy.NpyRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** C numbers for each sample, in a file. */
record NumberTargets(NpyRows rows) implements StoredTargets {

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public Shape shape() {
    return RowShape.of(rows);
  }

  @Override
  public Targets of(int[] indices) {
    int width = rows.rowSize();
    boolean wide = rows.type() == ElementType.FLOAT64;
    ByteBuffer row = ByteBuffer.allocate(width * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[Math.multiplyExact(indices.length, width)];
    int at = 0;
    for (int index : indices) {
      rows.copy(index, row.clear());
      row.flip();
      while (row.hasRemaining()) {
        values[at++] = wide ? row.getDouble() : row.getFloat();
      }
    }
    return Targets.dense(values, width);
  }
}
