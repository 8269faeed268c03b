package io.alphascope.workload.sweep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Widened;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors of a graph as arrays. */
final class Literals {

  private Literals() {}

  /**
   * @param type of all floating-point numbers
   */
  static NDArray array(Literal literal, NDManager manager, DataType type) {
    DataType target = literal.isFloating() ? type : literal.type();
    ByteBuffer from = literal.elements();
    int count = Math.toIntExact(literal.shape().size());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(count, target.getNumOfBytes()))
            .order(ByteOrder.nativeOrder());
    if (target == literal.type() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      bytes.put(from);
    } else {
      for (int i = 0; i < count; i++) {
        switch (literal.type()) {
          case FLOAT32 -> put(bytes, target, number(from.getFloat(), count));
          case FLOAT64 -> put(bytes, target, from.getDouble());
          case INT64 -> bytes.putLong(from.getLong());
          case BOOLEAN -> bytes.put(from.get());
          default -> throw new IllegalArgumentException("no tensors of type " + literal.type());
        }
      }
    }
    return Torch.create(manager, target, literal.shape(), bytes.rewind());
  }

  private static void put(ByteBuffer bytes, DataType target, double number) {
    if (target == DataType.FLOAT64) {
      bytes.putDouble(number);
    } else {
      bytes.putFloat((float) number);
    }
  }

  /** A single float32 number stands for what was meant by it. */
  private static double number(float element, int count) {
    return count == 1 ? Widened.of(element) : element;
  }
}
