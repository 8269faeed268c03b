package io.alphascope.workload.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens data sets by name and keeps what it has opened. Thread-safe.
 *
 * <p>The files of {@code mnist}, gzipped or not, are looked for in {@code $ALPHASCOPE_DATA}, in its
 * subfolder {@code mnist}, and in the subfolder {@code mnist} of the data set folder; what is
 * missing is downloaded into the last.
 */
public final class DatasetCatalog {

  /** The environment variable that names a folder of original files. */
  public static final String DATA_VARIABLE = "ALPHASCOPE_DATA";

  private static final Download MIRRORS =
      new Download(
          List.of(
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10));

  private final List<Path> folders;
  private final Path downloadFolder;
  private final Download download;
  private final DownloadProgress progress;
  private final Map<String, Dataset> opened = new ConcurrentHashMap<>();

  /**
   * @param datasetFolder where data sets lie or are downloaded to, {@code <data-dir>/datasets};
   *     made when needed
   * @param alphascopeData the value of {@link #DATA_VARIABLE}, if it is set
   */
  public DatasetCatalog(
      Path datasetFolder, Optional<Path> alphascopeData, DownloadProgress progress) {
    this(datasetFolder, alphascopeData, progress, MIRRORS);
  }

  DatasetCatalog(
      Path datasetFolder,
      Optional<Path> alphascopeData,
      DownloadProgress progress,
      Download download) {
    this.downloadFolder = datasetFolder.resolve(Mnist.NAME);
    this.folders =
        Stream.concat(
                alphascopeData.stream()
                    .flatMap(folder -> Stream.of(folder, folder.resolve(Mnist.NAME))),
                Stream.of(downloadFolder))
            .toList();
    this.progress = progress;
    this.download = download;
  }

  /** A catalog that takes {@link #DATA_VARIABLE} from this process's environment. */
  public static DatasetCatalog ofEnvironment(Path datasetFolder, DownloadProgress progress) {
    return new DatasetCatalog(
        datasetFolder,
        Optional.ofNullable(System.getenv(DATA_VARIABLE))
            .filter(value -> !value.isBlank())
            .map(Path::of),
        progress);
  }

  /** The names that {@link #open} knows. */
  public static List<String> names() {
    return List.of(Mnist.NAME, Mnist.SAMPLE_NAME);
  }

  /**
   * @throws DatasetUnavailableException if its files are nowhere and cannot be downloaded
   * @throws DatasetException if the name is unknown or a file is broken
   */
  public Dataset open(String name) {
    if (!names().contains(name)) {
      throw new DatasetException(
          "unknown data set '%s'; there are %s".formatted(name, String.join(", ", names())));
    }
    return opened.computeIfAbsent(
        name, known -> known.equals(Mnist.NAME) ? openMnist() : Mnist.sample());
  }

  /**
   * What is trained on when nobody asks for a data set.
   *
   * @param note one line saying why it is only the sample; empty if it is {@code mnist}
   */
  public record DefaultDataset(Dataset dataset, Optional<String> note) {}

  /**
   * {@code mnist} if it is there or can be downloaded, else {@code mnist-sample}.
   *
   * @throws DatasetException if mnist's files are there but broken
   */
  public DefaultDataset openDefault() {
    try {
      return new DefaultDataset(open(Mnist.NAME), Optional.empty());
    } catch (DatasetUnavailableException e) {
      Dataset sample = open(Mnist.SAMPLE_NAME);
      return new DefaultDataset(
          sample,
          Optional.of(
              "MNIST is neither in %s nor can it be downloaded now; training on %s (%d of its %d images)"
                  .formatted(
                      describeFolders(),
                      sample.name(),
                      sample.size(Split.TRAIN),
                      Mnist.TRAINING_SIZE)));
    }
  }

  private Dataset openMnist() {
    Map<MnistFile, Path> paths = new EnumMap<>(MnistFile.class);
    for (MnistFile file : MnistFile.values()) {
      paths.put(file, find(file).orElseGet(() -> fetch(file)));
    }
    Mnist.Source source =
        new Mnist.Source() {
          @Override
          public String describe(MnistFile file) {
            return paths.get(file).toString();
          }

          @Override
          public InputStream open(MnistFile file) throws IOException {
            return Files.newInputStream(paths.get(file));
          }
        };
    return Mnist.read(source, "replace it by the original file, or delete it to download it again");
  }

  private Optional<Path> find(MnistFile file) {
    return folders.stream()
        .flatMap(
            folder ->
                Stream.of(folder.resolve(file.gzippedName()), folder.resolve(file.unpackedName())))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private Path fetch(MnistFile file) {
    try {
      return download.fetch(file, downloadFolder, progress);
    } catch (IOException e) {
      throw new DatasetUnavailableException(
          ("data set mnist: %s is in none of the folders %s and cannot be downloaded (%s);"
                  + " put the four original files into %s, or point %s to a folder that holds them,"
                  + " or choose the data set %s")
              .formatted(
                  file.gzippedName(),
                  describeFolders(),
                  e.getMessage(),
                  downloadFolder,
                  DATA_VARIABLE,
                  Mnist.SAMPLE_NAME),
          e);
    }
  }

  private String describeFolders() {
    return folders.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
