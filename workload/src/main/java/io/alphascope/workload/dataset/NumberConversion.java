package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Inputs of a data set, float32 widened or float64 rounded.
 *
 * @param numbers the one of both that the data set does not have
 */
record NumberConversion(Dataset dataset, DataType numbers) {

  void copy(Split split, int[] indices, ByteBuffer target) {
    int values = Math.toIntExact(dataset.sampleShape().size());
    ByteBuffer sample =
        ByteBuffer.allocate(Math.multiplyExact(values, dataset.inputType().getNumOfBytes()))
            .order(ByteOrder.nativeOrder());
    for (int index : indices) {
      dataset.copyInputs(split, new int[] {index}, sample.clear());
      sample.flip();
      for (int value = 0; value < values; value++) {
        if (numbers == DataType.FLOAT64) {
          target.putDouble(sample.getFloat());
        } else {
          target.putFloat((float) sample.getDouble());
        }
      }
    }
  }
}
