package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.StoredDataset.StoredSplit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary files: 50 000 and 10 000 colour images, 3 × 32 × 32, of ten classes. They are
 * mapped, not read; an archive of 162 MiB is not downloaded unasked.
 *
 * <p>Alex Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009). Means and
 * standard deviations are over the training images, as commonly used.
 */
final class Cifar10Files implements OriginalFiles {

  static final String NAME = "cifar-10";
  static final Normalisation NORMALISATION =
      new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));

  private static final String ADDRESS = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
  private static final String ARCHIVE = "cifar-10-binary.tar.gz";
  private static final List<String> PYTHON =
      List.of("cifar-10-batches-py", "cifar-10-python.tar.gz");
  private static final List<String> TRAINING_FILES =
      IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList();
  private static final String TEST_FILE = "test_batch.bin";
  private static final List<String> FILES =
      Stream.concat(TRAINING_FILES.stream(), Stream.of(TEST_FILE)).toList();
  private static final List<String> SUBFOLDERS =
      List.of(
          "cifar-10-batches-bin",
          "cifar-10",
          "cifar-10/cifar-10-batches-bin",
          "CIFAR10",
          "CIFAR10/cifar-10-batches-bin",
          "cifar10",
          "cifar10/cifar-10-batches-bin");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "CIFAR-10";
  }

  @Override
  public Optional<Supplier<Dataset>> find(Path root, String remedy) {
    return folders(root)
        .filter(folder -> lacking(folder).isEmpty())
        .findFirst()
        .map(folder -> () -> read(folder));
  }

  @Override
  public String missing(Path root) {
    return FolderTrouble.of(root)
        .orElseGet(
            () ->
                "%s; looked for %s to %s and %s in %s and its subfolders %s"
                    .formatted(
                        lack(root),
                        FILES.get(0),
                        FILES.get(4),
                        TEST_FILE,
                        root,
                        String.join(", ", SUBFOLDERS)));
  }

  /** What lies there unpacked only in part, packed, or for Python. */
  private static String lack(Path root) {
    Path fullest =
        folders(root).min(Comparator.comparingInt(folder -> lacking(folder).size())).orElse(root);
    if (lacking(fullest).size() < FILES.size()) {
      return "%s lacks %s".formatted(fullest, String.join(", ", lacking(fullest)));
    }
    Optional<Path> archive = first(root, List.of(ARCHIVE));
    if (archive.isPresent()) {
      return "%s is packed: unpack it with tar -xzf '%s' -C '%s'"
          .formatted(archive.get(), archive.get(), archive.get().getParent());
    }
    return first(root, PYTHON)
        .map("%s is CIFAR-10 for Python, the binary version is needed"::formatted)
        .orElse(root + " holds none of CIFAR-10's six files");
  }

  private static Optional<Path> first(Path root, List<String> names) {
    return folders(root)
        .flatMap(folder -> names.stream().map(folder::resolve))
        .filter(Files::exists)
        .findFirst();
  }

  private static Stream<Path> folders(Path root) {
    return Stream.concat(Stream.of(root), SUBFOLDERS.stream().map(root::resolve));
  }

  private static List<String> lacking(Path folder) {
    List<String> lacking = new ArrayList<>(FILES);
    lacking.removeIf(name -> Files.isRegularFile(folder.resolve(name)));
    return lacking;
  }

  @Override
  public String otherwise() {
    return "fetch " + ADDRESS + " and unpack it there";
  }

  @Override
  public Dataset fetch(Path datasetFolder, DownloadProgress progress, String remedy) {
    throw new DatasetUnavailableException(
        "data set %s: %s; fetch %s (162 MiB), unpack it into %s with tar -xzf, or let %s name a folder that holds it"
            .formatted(
                NAME,
                missing(datasetFolder),
                ADDRESS,
                datasetFolder.resolve(NAME),
                DatasetCatalog.DATA_VARIABLE));
  }

  private static Dataset read(Path folder) {
    return new StoredDataset(
        NAME,
        OptionalInt.of(CifarBatch.CLASSES),
        Optional.of(NORMALISATION),
        Map.of(
            Split.TRAIN,
            split(folder, TRAINING_FILES),
            Split.TEST,
            split(folder, List.of(TEST_FILE))));
  }

  private static StoredSplit split(Path folder, List<String> names) {
    List<CifarBatch> batches =
        names.stream().map(name -> CifarBatch.map(folder.resolve(name))).toList();
    int size = batches.size() * CifarBatch.RECORDS;
    byte[] labels = new byte[size];
    for (int index = 0; index < size; index++) {
      labels[index] = batch(batches, index).label(index % CifarBatch.RECORDS);
    }
    return new StoredSplit(
        new Pixels(
            size,
            new Shape(3, CifarBatch.SIDE, CifarBatch.SIDE),
            (index, image) -> batch(batches, index).copyImage(index % CifarBatch.RECORDS, image),
            NORMALISATION),
        new Classes(labels));
  }

  private static CifarBatch batch(List<CifarBatch> batches, int index) {
    return batches.get(index / CifarBatch.RECORDS);
  }
}
