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
  private double squares;

  private ParameterVector(DataType type, ByteBuffer elements) {
    this.type = type;
    this.elements = elements;
  }

  /** The zero vector of a line's parameters. */
  public static ParameterVector zero(Line line, boolean kept) {
    int bytes = Math.toIntExact(line.network().parameterCount() * line.type().getNumOfBytes());
    return new ParameterVector(
        line.type(), kept ? ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN) : null);
  }

  /** Sets one tensor's entries, which were zero until now. */
  void set(ParameterTensor tensor, NDArray entries) {
    ByteBuffer view = entries.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    squares += DotProducts.square(view, type);
    if (elements != null) {
      elements.put(Math.toIntExact(tensor.offset() * type.getNumOfBytes()), view, 0, view.limit());
    }
  }

  /** ‖v‖. */
  public double norm() {
    return Math.sqrt(squares);
  }

  /** v, flat, little-endian, of the line's type; null if it was not kept. */
  public ByteBuffer elements() {
    return elements;
  }
}
