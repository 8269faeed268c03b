package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCatalogTest {

  /** Port 9 of this machine is the discard service, which nobody runs. */
  private static final Download NO_NETWORK =
      new Download(
          List.of(URI.create("http://127.0.0.1:9/")), Duration.ofSeconds(3), Duration.ofSeconds(3));

  @TempDir private Path folder;
  private Path data;
  private Path datasets;

  @BeforeEach
  void makeFolders() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    datasets = folder.resolve("datasets");
  }

  @Test
  void takesFilesFromTheFolderOfTheEnvironment() throws IOException {
    writeBlankMnist(data, true);
    assertThat(catalog().open("mnist").size(Split.TRAIN)).isEqualTo(60_000);
  }

  @Test
  void takesUnpackedFilesFromItsSubfolder() throws IOException {
    writeBlankMnist(Files.createDirectory(data.resolve("mnist")), false);
    assertThat(catalog().open("mnist").size(Split.TEST)).isEqualTo(10_000);
  }

  @Test
  void takesFilesFromTheDatasetFolderAndOpensThemOnce() throws IOException {
    writeBlankMnist(Files.createDirectories(datasets.resolve("mnist")), true);
    DatasetCatalog catalog = catalog();
    assertThat(catalog.openDefault().note()).isEmpty();
    assertThat(catalog.open("mnist")).isSameAs(catalog.openDefault().dataset());
  }

  @Test
  void fallsBackToTheSampleAndSaysSoInOneLine() {
    DatasetCatalog.DefaultDataset chosen = catalog().openDefault();
    assertThat(chosen.dataset().name()).isEqualTo("mnist-sample");
    assertThat(chosen.note().orElseThrow())
        .contains("mnist-sample", data.toString(), datasets.toString())
        .doesNotContain("\n");
  }

  @Test
  void failsWithTheRemedyWhereMnistIsAskedFor() {
    assertThatThrownBy(() -> catalog().open("mnist"))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz")
        .hasMessageContaining("127.0.0.1: Connection refused")
        .hasMessageContaining("put the four original files into " + datasets.resolve("mnist"))
        .hasMessageContaining("ALPHASCOPE_DATA");
  }

  @Test
  void doesNotFallBackFromABrokenFile() throws IOException {
    writeBlankMnist(data, true);
    Path labels = data.resolve("train-labels-idx1-ubyte.gz");
    byte[] whole = Files.readAllBytes(labels);
    Files.write(labels, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> catalog().openDefault())
        .isInstanceOf(DatasetException.class)
        .isNotInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith(labels + ": expected dimensions [60000]")
        .hasMessageEndingWith("replace it by the original file, or delete it to download it again");
  }

  @Test
  void listsTheDataSetsThereAreForAnUnknownName() {
    assertThatThrownBy(() -> catalog().open("cifar"))
        .isInstanceOf(DatasetException.class)
        .hasMessage("unknown data set 'cifar'; there are mnist, mnist-sample");
  }

  private DatasetCatalog catalog() {
    return new DatasetCatalog(datasets, Optional.of(data), DownloadProgress.SILENT, NO_NETWORK);
  }

  private static void writeBlankMnist(Path target, boolean gzipped) throws IOException {
    write(target, MnistFile.TRAIN_IMAGES, gzipped, 60_000, 28, 28);
    write(target, MnistFile.TRAIN_LABELS, gzipped, 60_000);
    write(target, MnistFile.TEST_IMAGES, gzipped, 10_000, 28, 28);
    write(target, MnistFile.TEST_LABELS, gzipped, 10_000);
  }

  private static void write(Path target, MnistFile file, boolean gzipped, int... dimensions)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream packing = gzipped ? new GZIPOutputStream(bytes) : bytes;
    try (DataOutputStream out = new DataOutputStream(packing)) {
      out.writeInt(0x08 << 8 | dimensions.length);
      int size = 1;
      for (int dimension : dimensions) {
        out.writeInt(dimension);
        size *= dimension;
      }
      out.write(new byte[size]);
    }
    Files.write(
        target.resolve(gzipped ? file.gzippedName() : file.unpackedName()), bytes.toByteArray());
  }
}
