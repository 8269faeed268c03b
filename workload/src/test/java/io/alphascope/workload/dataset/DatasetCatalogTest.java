package io.alphascope.workload.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"", "mnist", "MNIST", "mnist/raw", "MNIST/raw", "raw"})
  void findsTheFilesBelowTheFolderOfTheEnvironment(String subfolder) throws IOException {
    writeBlankMnist(Files.createDirectories(data.resolve(subfolder)), MnistFile::gzippedName);
    assertThat(catalog().open("mnist").size(Split.TRAIN)).isEqualTo(60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'', .gz",
    ".idx, ''",
    ".idx, .gz",
  })
  void knowsTheFilesByEveryNameThatPeopleHave(String dotted, String ending) throws IOException {
    writeBlankMnist(
        Files.createDirectories(data.resolve("MNIST/raw")),
        file ->
            (dotted.isEmpty() ? file.unpackedName() : file.unpackedName().replace("-idx", dotted))
                + ending);
    assertThat(catalog().open("mnist").size(Split.TEST)).isEqualTo(10_000);
  }

  /** Whether a file is gzipped, its content says. */
  @Test
  void takesAnUnpackedFileUnderThePackedName() throws IOException {
    writeBlankMnist(data, MnistFile::gzippedName);
    write(data.resolve(MnistFile.TEST_LABELS.gzippedName()), false, 10_000);
    assertThat(catalog().open("mnist").size(Split.TEST)).isEqualTo(10_000);
  }

  @Test
  void takesAllFilesFromTheFirstFolderThatHoldsThemAll() throws IOException {
    // Another data set has files of the same names; one of them strayed.
    write(data.resolve(MnistFile.TRAIN_LABELS.unpackedName()), false, 5);
    writeBlankMnist(Files.createDirectories(data.resolve("MNIST/raw")), MnistFile::gzippedName);
    assertThat(catalog().openDefault().dataset().name()).isEqualTo("mnist");
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    Path nowhere = folder.resolve("nowhere");
    assertNamedFolderRefused(nowhere, nowhere + " does not exist; let it name the folder that");
  }

  @Test
  void refusesAFileInPlaceOfTheFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("mnist.zip"));
    assertNamedFolderRefused(file, file + " is a file, no folder; let it name the folder that");
  }

  @Test
  void refusesAFolderWithoutTheFilesAndSaysWhatItLookedForAndWhere() {
    assertNamedFolderRefused(
        data,
        data
            + " holds none of MNIST's four files; looked for train-images-idx3-ubyte,"
            + " train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each also"
            + " with a dot (train-images.idx3-ubyte) and with .gz, in "
            + data
            + " and its subfolders mnist, MNIST, mnist/raw, MNIST/raw, raw; let it name");
  }

  @Test
  void namesTheFilesThatAreLacking() throws IOException {
    Path raw = Files.createDirectories(data.resolve("MNIST/raw"));
    writeBlankMnist(raw, MnistFile::gzippedName);
    Files.delete(raw.resolve(MnistFile.TEST_LABELS.gzippedName()));
    assertNamedFolderRefused(data, raw + " lacks t10k-labels-idx1-ubyte; looked for ");
  }

  /** Neither a download nor the sample is what was asked for. */
  private void assertNamedFolderRefused(Path named, String words) {
    DatasetCatalog catalog =
        new DatasetCatalog(
            datasets, Optional.of(named), DownloadProgress.SILENT, mirrors -> NO_NETWORK);
    List<ThrowingCallable> questions =
        List.of(catalog::checkFolders, catalog::openDefault, () -> catalog.open("mnist"));
    for (ThrowingCallable question : questions) {
      assertThatThrownBy(question)
          .isInstanceOf(DatasetUnavailableException.class)
          .hasMessageStartingWith("data set mnist is not where ALPHASCOPE_DATA says: " + words)
          .hasMessageEndingWith("or unset it to have them downloaded");
    }
    assertThat(datasets).doesNotExist();
    assertThat(catalog.open("mnist-sample").size(Split.TEST)).isEqualTo(2_000);
  }

  @Test
  void refusesAFileInPlaceOfTheDatasetFolder() throws IOException {
    Files.createFile(datasets);
    assertThatThrownBy(() -> withoutNamedFolder().openDefault())
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("the data set folder " + datasets + " is a file; name a folder");
  }

  @Test
  void takesFilesFromTheDatasetFolderAndOpensThemOnce() throws IOException {
    writeBlankMnist(Files.createDirectories(datasets.resolve("mnist")), MnistFile::gzippedName);
    DatasetCatalog catalog = withoutNamedFolder();
    assertThat(catalog.openDefault().note()).isEmpty();
    assertThat(catalog.open("mnist")).isSameAs(catalog.openDefault().dataset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion-mnist", "FashionMNIST", "FashionMNIST/raw", "fashion"})
  void findsFashionMnistBesideMnist(String subfolder) throws IOException {
    writeBlankMnist(data, MnistFile::gzippedName);
    writeBlankMnist(Files.createDirectories(data.resolve(subfolder)), MnistFile::gzippedName);
    Dataset fashion = catalog().open("fashion-mnist");
    assertThat(fashion.name()).isEqualTo("fashion-mnist");
    assertThat(fashion.size(Split.TEST)).isEqualTo(10_000);
    assertThat(fashion.normalisation()).contains(Normalisation.of(0.2860, 0.3530));
  }

  /** Files of the same names, of which nobody says what they are, are MNIST's. */
  @Test
  void doesNotTakeMnistForFashionMnist() throws IOException {
    writeBlankMnist(data, MnistFile::gzippedName);
    assertThatThrownBy(() -> catalog().open("fashion-mnist"))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith(
            "data set fashion-mnist is not where ALPHASCOPE_DATA says: %s holds none of"
                    .formatted(data)
                + " Fashion-MNIST's four files; looked for train-images-idx3-ubyte,")
        .hasMessageContaining("in %s's subfolders fashion-mnist, FashionMNIST,".formatted(data))
        .hasMessageEndingWith(
            "let it name the folder that holds Fashion-MNIST's files, or unset it to have them"
                + " downloaded");
  }

  @Test
  void takesANamedFolderOfFashionMnistAlone() throws IOException {
    Path fashion = Files.createDirectories(folder.resolve("Fashion/raw"));
    writeBlankMnist(fashion, MnistFile::gzippedName);
    DatasetCatalog catalog = naming(fashion);
    catalog.checkFolders();
    assertThat(catalog.open("fashion-mnist").size(Split.TRAIN)).isEqualTo(60_000);
  }

  @Test
  void tellsTheTwoApartByTheirFirstLabels() throws IOException {
    byte[] labels = new byte[60_000];
    System.arraycopy(new byte[] {9, 0, 0, 3, 0, 2, 7, 2, 5, 5}, 0, labels, 0, 10);
    writeBlankMnist(data, MnistFile::unpackedName);
    Path file = data.resolve(MnistFile.TRAIN_LABELS.unpackedName());
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(0x801);
      out.writeInt(labels.length);
      out.write(labels);
    }
    assertThatThrownBy(() -> catalog().open("mnist"))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            file
                + ": expected the labels of MNIST, found those of Fashion-MNIST; replace it by the"
                + " original file");
  }

  @Test
  void fallsBackToTheSampleAndSaysSoInOneLine() {
    DatasetCatalog.DefaultDataset chosen = withoutNamedFolder().openDefault();
    assertThat(chosen.dataset().name()).isEqualTo("mnist-sample");
    assertThat(chosen.note().orElseThrow())
        .contains("mnist-sample", datasets.toString())
        .doesNotContain("\n");
  }

  @Test
  void failsWithTheRemedyWhereMnistIsAskedFor() {
    assertThatThrownBy(() -> withoutNamedFolder().open("mnist"))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining(
            datasets + " holds none of MNIST's four files; looked for train-images")
        .hasMessageContaining("127.0.0.1: Connection refused")
        .hasMessageContaining("put the four files into " + datasets.resolve("mnist"))
        .hasMessageContaining("ALPHASCOPE_DATA");
  }

  @Test
  void doesNotFallBackFromABrokenFile() throws IOException {
    writeBlankMnist(data, MnistFile::gzippedName);
    Path labels = data.resolve("train-labels-idx1-ubyte.gz");
    byte[] whole = Files.readAllBytes(labels);
    Files.write(labels, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> catalog().openDefault())
        .isInstanceOf(DatasetException.class)
        .isNotInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith(labels + ": expected dimensions [60000]")
        .hasMessageEndingWith("replace it by the original file");
  }

  @Test
  void listsTheDataSetsThereAreForAnUnknownName() {
    assertThatThrownBy(() -> catalog().open("cifar"))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageStartingWith(
            "unknown data set 'cifar'; there are mnist, mnist-sample, fashion-mnist, cifar-10; one"
                + " of your own is a folder of that name in ");
  }

  private DatasetCatalog catalog() {
    return new DatasetCatalog(
        datasets, Optional.of(data), DownloadProgress.SILENT, mirrors -> NO_NETWORK);
  }

  private DatasetCatalog naming(Path named) {
    return new DatasetCatalog(
        datasets, Optional.of(named), DownloadProgress.SILENT, mirrors -> NO_NETWORK);
  }

  private DatasetCatalog withoutNamedFolder() {
    return new DatasetCatalog(
        datasets, Optional.empty(), DownloadProgress.SILENT, mirrors -> NO_NETWORK);
  }

  /**
   * @param name of each file; gzipped where it ends in .gz
   */
  private static void writeBlankMnist(Path target, Function<MnistFile, String> name)
      throws IOException {
    for (MnistFile file : MnistFile.values()) {
      int samples = file.unpackedName().startsWith("train") ? 60_000 : 10_000;
      Path path = target.resolve(name.apply(file));
      boolean gzipped = path.toString().endsWith(".gz");
      if (file.unpackedName().contains("images")) {
        write(path, gzipped, samples, 28, 28);
      } else {
        write(path, gzipped, samples);
      }
    }
  }

  private static void write(Path target, boolean gzipped, int... dimensions) throws IOException {
    OutputStream file = Files.newOutputStream(target);
    try (DataOutputStream out = new DataOutputStream(gzipped ? new GZIPOutputStream(file) : file)) {
      out.writeInt(0x08 << 8 | dimensions.length);
      int size = 1;
      for (int dimension : dimensions) {
        out.writeInt(dimension);
        size *= dimension;
      }
      out.write(new byte[size]);
    }
  }
}
