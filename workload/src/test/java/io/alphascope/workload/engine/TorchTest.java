package io.alphascope.workload.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchTest {

  private static final int COUNT = 100;
  private static final int LENGTH = 1000;

  /** As a recorded graph does, which keeps what its operations used after Java has closed it. */
  @Test
  void numbersLiveAsLongAsSomeArraySharesThem() {
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      List<NDArray> views = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        double[] numbers = new double[LENGTH];
        Arrays.fill(numbers, i);
        long[] integers = new long[LENGTH];
        Arrays.fill(integers, i);
        try (NDArray first = Torch.create(manager, DataType.FLOAT64, new Shape(LENGTH), numbers);
            NDArray second = Torch.create(manager, new Shape(LENGTH), integers)) {
          views.add(Torch.reshape(first, 10, -1));
          views.add(Torch.reshape(second, 10, -1));
        }
      }
      overwriteWhatIsFree();
      for (int i = 0; i < COUNT; i++) {
        assertThat(Torch.doubles(views.get(2 * i))).containsOnly(i);
        assertThat(views.get(2 * i + 1).toLongArray()).containsOnly(i);
      }
    }
  }

  private static void overwriteWhatIsFree() {
    List<ByteBuffer> taken = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      System.gc();
      for (int i = 0; i < COUNT; i++) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH * Double.BYTES);
        while (bytes.hasRemaining()) {
          bytes.put((byte) 0x7f);
        }
        taken.add(bytes);
      }
    }
    assertThat(taken).isNotEmpty();
  }
}
