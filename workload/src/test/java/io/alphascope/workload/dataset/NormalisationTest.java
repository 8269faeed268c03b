package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisationTest {

  /** Made by PyTorch, see its make.py. */
  private static final Path GOLDEN = Path.of("src/test/golden");

  @Test
  void equalsPyTorchBitForBitOnEveryByte() throws IOException {
    // 256 float32 as PyTorch normalised them.
    try (InputStream expected = getClass().getResourceAsStream("normalised-bytes.f32")) {
      FloatBuffer table = FloatBuffer.wrap(MnistKind.MNIST.normalisation().tables()[0]);
      assertThat(table).isEqualTo(floats(expected.readAllBytes()));
    }
  }

  @Test
  void equalsTheReferenceBatchesBitForBit() throws IOException {
    Dataset sample = Mnist.sample();
    for (String step : new String[] {"s0000", "s0110", "s0120", "s0187"}) {
      int[] indices = ints(Files.readAllBytes(GOLDEN.resolve(step + "_batch_idx.i32")));
      ByteBuffer inputs = NativeBytes.of(indices.length * 784 * Float.BYTES);
      sample.copyInputs(Split.TRAIN, indices, inputs);
      assertThat(inputs.flip().asFloatBuffer())
          .isEqualTo(floats(Files.readAllBytes(GOLDEN.resolve(step + "_x.f32"))));
      byte[] labels = Files.readAllBytes(GOLDEN.resolve(step + "_labels.u8"));
      Targets found = sample.targets(Split.TRAIN, indices);
      for (int position = 0; position < labels.length; position++) {
        assertThat(found.value(position, labels[position])).isEqualTo(1);
      }
    }
  }

  @Test
  void refusesAStandardDeviationOfZero() {
    assertThatThrownBy(() -> Normalisation.of(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive standard deviation");
  }

  @Test
  void normalisesEachChannelWithItsOwn() {
    Normalisation normalisation = new Normalisation(List.of(0.25, 0.5), List.of(0.5, 2.0));
    byte[] pixels = {0, (byte) 255, 51, 102, (byte) 255, 0, 0, (byte) 204};
    Pixels images = Pixels.of(pixels, new Shape(2, 1, 2), normalisation);
    ByteBuffer inputs = NativeBytes.of(pixels.length * Float.BYTES);
    images.copy(new int[] {1, 0}, inputs);
    float[] found = new float[pixels.length];
    inputs.flip().asFloatBuffer().get(found);
    assertThat(found)
        .containsExactly(
            (1 - 0.25f) / 0.5f,
            -0.25f / 0.5f,
            -0.5f / 2,
            (204 / 255f - 0.5f) / 2,
            -0.25f / 0.5f,
            (1 - 0.25f) / 0.5f,
            (51 / 255f - 0.5f) / 2,
            (102 / 255f - 0.5f) / 2);
  }

  @Test
  void refusesChannelsThatTheSamplesDoNotHave() {
    Normalisation three = new Normalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    assertThatThrownBy(() -> Pixels.of(new byte[12], new Shape(2, 2, 3), three))
        .hasMessage(
            "a normalisation of 3 channels fits no samples of shape (2, 2, 3), which are"
                + " [channels, …]");
    assertThatThrownBy(() -> new Normalisation(List.of(0.0, 0.0), List.of(1.0)))
        .hasMessageContaining("as many means as standard deviations, found 2 and 1");
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
