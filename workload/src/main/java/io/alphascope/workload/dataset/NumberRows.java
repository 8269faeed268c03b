package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.npy.NpyRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Inputs as they are in a file: numbers, or integers that are indices. */
record NumberRows(NpyRows rows) implements StoredInputs {

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public Shape shape() {
    return RowShape.of(rows);
  }

  @Override
  public DataType type() {
    return switch (rows.type()) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case INT64 -> DataType.INT64;
    };
  }

  @Override
  public void copy(int[] indices, ByteBuffer target) {
    ByteBuffer little = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int index : indices) {
      rows.copy(index, little);
    }
    target.position(little.position());
  }
}
