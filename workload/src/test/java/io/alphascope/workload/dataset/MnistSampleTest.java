package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class MnistSampleTest {

  private static final Dataset SAMPLE = Mnist.sample();

  @Test
  void holdsTwelveThousandAndTwoThousandDigits() {
    assertThat(SAMPLE.name()).isEqualTo("mnist-sample");
    assertThat(SAMPLE.size(Split.TRAIN)).isEqualTo(12_000);
    assertThat(SAMPLE.size(Split.TEST)).isEqualTo(2_000);
    assertThat(SAMPLE.sampleShape()).isEqualTo(new Shape(1, 28, 28));
    assertThat(SAMPLE.classes()).hasValue(10);
    assertThat(SAMPLE.inputType()).isEqualTo(DataType.FLOAT32);
    assertThat(SAMPLE.targetShape()).isEqualTo(new Shape());
  }

  @Test
  void holdsAboutAsManyOfEachDigit() {
    Targets targets = SAMPLE.targets(Split.TRAIN, IntStream.range(0, 12_000).toArray());
    for (int digit = 0; digit < 10; digit++) {
      int wanted = digit;
      assertThat(
              IntStream.range(0, 12_000)
                  .filter(sample -> targets.value(sample, wanted) == 1)
                  .count())
          .isBetween(1_000L, 1_400L);
    }
  }

  @Test
  void isNormalisedToMeanZeroAndVarianceOne() {
    int[] all = IntStream.range(0, 12_000).toArray();
    FloatBuffer inputs = inputs(Split.TRAIN, all);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < inputs.capacity(); i++) {
      double input = inputs.get(i);
      sum += input;
      squares += input * input;
    }
    assertThat(sum / inputs.capacity()).isBetween(-0.01, 0.01);
    assertThat(squares / inputs.capacity()).isBetween(0.99, 1.01);
  }

  @Test
  void copiesSamplesInTheOrderOfTheIndices() {
    FloatBuffer both = inputs(Split.TEST, 5, 1999);
    FloatBuffer swapped = inputs(Split.TEST, 1999, 5);
    assertThat(swapped.slice(0, 784)).isEqualTo(both.slice(784, 784));
    assertThat(swapped.slice(784, 784)).isEqualTo(both.slice(0, 784));
  }

  @Test
  void widensExactly() {
    FloatBuffer narrow = inputs(Split.TEST, 7, 3);
    ByteBuffer wide = NativeBytes.of(2 * 784 * Double.BYTES);
    SAMPLE.copyInputs(Split.TEST, new int[] {7, 3}, DataType.FLOAT64, wide);
    assertThat(wide.remaining()).isZero();
    for (int i = 0; i < 2 * 784; i++) {
      assertThat(wide.getDouble(i * Double.BYTES)).isEqualTo(narrow.get(i));
    }
  }

  private static FloatBuffer inputs(Split split, int... indices) {
    ByteBuffer inputs = NativeBytes.of(indices.length * 784 * Float.BYTES);
    SAMPLE.copyInputs(split, indices, inputs);
    assertThat(inputs.remaining()).isZero();
    return inputs.flip().asFloatBuffer();
  }

  @Test
  void namesAnIndexThatIsNoSample() {
    assertThatThrownBy(
            () -> SAMPLE.copyInputs(Split.TRAIN, new int[] {1, 12_000}, NativeBytes.of(8_000)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "expected training sample indices of mnist-sample between 0 and 11999, found 12000");
    assertThatThrownBy(() -> SAMPLE.targets(Split.TEST, new int[] {-1}))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("expected test sample indices of mnist-sample between 0 and 1999, found -1");
  }

  @Test
  void namesItsSourceAndLicence() throws IOException {
    try (InputStream text = Mnist.class.getResourceAsStream("mnist-sample/SOURCE.txt")) {
      assertThat(new String(text.readAllBytes())).contains("Yann LeCun", "CC BY-SA 3.0");
    }
  }

  @Test
  void isEveryFifthImageOfMnist() throws IOException {
    Path originals = Path.of("../../shared/mnist");
    assumeTrue(Files.isDirectory(originals), "MNIST's original files are not beside this checkout");
    for (MnistFile file : MnistFile.values()) {
      try (InputStream original =
              new GZIPInputStream(Files.newInputStream(originals.resolve(file.gzippedName())));
          InputStream sample =
              new GZIPInputStream(
                  Mnist.class.getResourceAsStream("mnist-sample/" + file.gzippedName()))) {
        assertThat(sample.readAllBytes()).isEqualTo(MnistSampleGenerator.sampled(file, original));
      }
    }
  }
}
