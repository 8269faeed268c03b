package io.alphascope.workload.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Elements from Java are PyTorch's own: what still points to them once their array is closed (a
 * view, an operation recorded for a reverse pass) must not read what others have written since.
 */
class OwnMemoryTest {
  private static final long[] NUMBERS = LongStream.range(0, 4096).toArray();
  private static final int ROUNDS = 20;

  @Test
  void aViewOutlivesTheArrayOfIntegersItIsOf() {
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      NDArray created = Torch.create(manager, new Shape(NUMBERS.length), NUMBERS);

      assertThat(viewAfter(created).toLongArray()).isEqualTo(NUMBERS);
    }
  }

  @Test
  void aViewOutlivesTheArrayOfBytesItIsOf() {
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(NUMBERS.length * Long.BYTES).order(ByteOrder.nativeOrder());
      bytes.asLongBuffer().put(NUMBERS);
      NDArray created =
          Torch.create(manager, DataType.INT64, new Shape(NUMBERS.length), bytes.duplicate());
      bytes.putLong(0, -1); // what its memory becomes is of no interest any more

      assertThat(viewAfter(created).toLongArray()).isEqualTo(NUMBERS);
    }
  }

  /** A view of an array that is closed and whose memory, if it was Java's, is used again. */
  private static NDArray viewAfter(NDArray created) {
    NDArray view = Torch.reshape(created, 64, -1);
    created.close();
    List<ByteBuffer> others = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      System.gc();
      ByteBuffer other = ByteBuffer.allocateDirect(NUMBERS.length * Long.BYTES);
      while (other.hasRemaining()) {
        other.put((byte) -1);
      }
      others.add(other);
    }
    assertThat(others).hasSize(ROUNDS);
    return view;
  }
}
