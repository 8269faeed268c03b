package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NormalisationTest {

  private static final Path SHARED = Path.of("../../shared");

  @Test
  void equalsPyTorchBitForBitOnEveryByte() throws IOException {
    // 256 float32 as PyTorch normalised them.
    try (InputStream expected = getClass().getResourceAsStream("normalised-bytes.f32")) {
      FloatBuffer table = FloatBuffer.wrap(Mnist.NORMALISATION.table());
      assertThat(table).isEqualTo(floats(expected.readAllBytes()));
    }
  }

  @Test
  void equalsTheReferenceBatchesBitForBit() throws IOException {
    assumeTrue(Files.isDirectory(SHARED), "the reference batches are not beside this checkout");
    Dataset mnist =
        new DatasetCatalog(
                Path.of("unused"), Optional.of(SHARED.resolve("mnist")), DownloadProgress.SILENT)
            .open("mnist");
    for (String step : new String[] {"s0000", "s0050", "s0200", "s0937"}) {
      Path golden = SHARED.resolve("golden");
      int[] indices = ints(Files.readAllBytes(golden.resolve(step + "_batch_idx.i32")));
      FloatBuffer inputs = FloatBuffer.allocate(indices.length * 784);
      mnist.copyInputs(Split.TRAIN, indices, inputs);
      assertThat(inputs.flip())
          .isEqualTo(floats(Files.readAllBytes(golden.resolve(step + "_x.f32"))));
      byte[] labels = Files.readAllBytes(golden.resolve(step + "_labels.u8"));
      int[] found = mnist.labels(Split.TRAIN, indices);
      for (int position = 0; position < labels.length; position++) {
        assertThat(found[position]).isEqualTo(labels[position]);
      }
    }
  }

  @Test
  void refusesAStandardDeviationOfZero() {
    assertThatThrownBy(() -> new Normalisation(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive standard deviation");
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private static int[] ints(byte[] bytes) {
    IntBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    int[] ints = new int[buffer.remaining()];
    buffer.get(ints);
    return ints;
  }
}
