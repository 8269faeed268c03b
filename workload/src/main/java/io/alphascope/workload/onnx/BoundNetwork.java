package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A network of a file with its parameters set apart.
 *
 * @param graph bound to the parameters; holds nothing of the file
 * @param names of the parameters, in the order of the flat vector θ
 * @param shapes of the parameters
 * @param tensors their values in the file, FLOAT32 or FLOAT64 each; views of it
 */
public record BoundNetwork(
    Graph graph, List<String> names, List<Shape> shapes, List<Literal> tensors) {

  public BoundNetwork {
    names = List.copyOf(names);
    shapes = List.copyOf(shapes);
    tensors = List.copyOf(tensors);
  }

  /** Number of elements of θ. */
  public long size() {
    return shapes.stream().mapToLong(Shape::size).sum();
  }

  /** Of θ: FLOAT64 if a tensor of it is, else FLOAT32. */
  public DataType type() {
    return tensors.stream().anyMatch(tensor -> tensor.type() == DataType.FLOAT64)
        ? DataType.FLOAT64
        : DataType.FLOAT32;
  }

  /**
   * θ as the file has it, (P), read from the file now; little-endian, of {@link #type}.
   *
   * @throws OnnxException if it takes more than 2 GiB
   */
  public ByteBuffer values() {
    DataType type = type();
    long bytes = size() * type.getNumOfBytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new OnnxException("parameters of %d bytes are more than 2 GiB".formatted(bytes));
    }
    ByteBuffer values = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Literal tensor : tensors) {
      ByteBuffer elements = tensor.elements();
      if (tensor.type() == type) {
        values.put(elements);
      } else {
        while (elements.hasRemaining()) {
          values.putDouble(elements.getFloat());
        }
      }
    }
    return values.flip();
  }
}
