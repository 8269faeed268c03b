package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the original size, all zero but for a few records. */
class Cifar10Test {

  private static final int RECORD_BYTES = 3073;

  @TempDir private Path data;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cifar-10-batches-bin",
        "cifar-10/cifar-10-batches-bin",
        "CIFAR10/cifar-10-batches-bin"
      })
  void findsTheFilesWherePeopleHaveThem(String subfolder) throws IOException {
    write(Files.createDirectories(data.resolve(subfolder)));
    Dataset cifar = open();
    assertThat(cifar.size(Split.TRAIN)).isEqualTo(50_000);
    assertThat(cifar.size(Split.TEST)).isEqualTo(10_000);
    assertThat(cifar.sampleShape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(cifar.classes()).hasValue(10);
  }

  /** A record: the label, then 1024 bytes each of red, green and blue. */
  @Test
  void readsLabelsAndNormalisesEachChannel() throws IOException {
    write(data);
    byte[] record = new byte[RECORD_BYTES];
    record[0] = 7;
    record[1 + 3] = (byte) 255;
    record[1 + 1024] = 51;
    record[1 + 3 * 1024 - 1] = 102;
    overwrite("data_batch_3.bin", 4_321, record);
    Dataset cifar = open();

    int[] samples = {0, 24_321};
    ByteBuffer inputs = NativeBytes.of(2 * 3072 * Float.BYTES);
    cifar.copyInputs(Split.TRAIN, samples, inputs);

    FloatBuffer image = inputs.flip().asFloatBuffer().slice(3072, 3072);
    assertThat(image.get(0)).isEqualTo((0 - 0.4914f) / 0.2470f);
    assertThat(image.get(3)).isEqualTo((1 - 0.4914f) / 0.2470f);
    assertThat(image.get(1024)).isEqualTo((51 / 255f - 0.4822f) / 0.2435f);
    assertThat(image.get(3 * 1024 - 1)).isEqualTo((102 / 255f - 0.4465f) / 0.2616f);
    assertThat(cifar.targets(Split.TRAIN, samples).value(1, 7)).isEqualTo(1);
    assertThat(cifar.targets(Split.TRAIN, samples).value(0, 0)).isEqualTo(1);
  }

  @Test
  void saysWhichFilesAreLacking() throws IOException {
    Path folder = Files.createDirectories(data.resolve("cifar-10-batches-bin"));
    write(folder);
    Files.delete(folder.resolve("data_batch_2.bin"));
    assertRefused(folder + " lacks data_batch_2.bin; looked for data_batch_1.bin to");
  }

  @Test
  void saysHowToUnpackTheArchive() throws IOException {
    Path archive = Files.createFile(data.resolve("cifar-10-binary.tar.gz"));
    assertRefused(
        "%s is packed: unpack it with tar -xzf '%s' -C '%s'; looked for"
            .formatted(archive, archive, data));
  }

  @Test
  void knowsTheFilesForPythonFromTheBinaryOnes() throws IOException {
    Path python = Files.createDirectories(data.resolve("cifar-10-batches-py"));
    assertRefused(python + " is CIFAR-10 for Python, the binary version is needed; looked for");
  }

  @Test
  void isNotDownloadedUnasked() {
    DatasetCatalog catalog = new DatasetCatalog(data, Optional.empty(), DownloadProgress.SILENT);
    assertThatThrownBy(() -> catalog.open("cifar-10"))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith(
            "data set cifar-10: %s holds none of CIFAR-10's six files".formatted(data))
        .hasMessageContaining("cifar-10-binary.tar.gz (162 MiB), unpack it into " + data);
  }

  @Test
  void refusesBrokenFiles() throws IOException {
    write(data);
    byte[] record = new byte[RECORD_BYTES];
    record[0] = 10;
    overwrite("test_batch.bin", 9_999, record);
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            data.resolve("test_batch.bin")
                + ": expected labels from 0 to 9, found label 10 at record 9999; unpack the"
                + " original archive again");
    Files.write(data.resolve("data_batch_1.bin"), record);
    assertThatThrownBy(this::open)
        .isNotInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("data_batch_1.bin: expected 30730000 bytes, found 3073; unpack");
  }

  private void assertRefused(String words) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith("data set cifar-10 is not where ALPHASCOPE_DATA says: " + words);
  }

  private Dataset open() {
    return new DatasetCatalog(data.resolve("none"), Optional.of(data), DownloadProgress.SILENT)
        .open("cifar-10");
  }

  private static void write(Path folder) throws IOException {
    for (String name : new String[] {"1", "2", "3", "4", "5"}) {
      blank(folder.resolve("data_batch_" + name + ".bin"));
    }
    blank(folder.resolve("test_batch.bin"));
  }

  private static void blank(Path file) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(10_000 * RECORD_BYTES);
    }
  }

  private void overwrite(String name, int index, byte[] record) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(data.resolve(name).toFile(), "rw")) {
      file.seek((long) index * RECORD_BYTES);
      file.write(record);
    }
  }
}
