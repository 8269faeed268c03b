package io.alphascope.workload.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens data sets by name and keeps what it has opened. Thread-safe.
 *
 * <p>The files of {@code mnist} are looked for as {@link MnistSearch} does: in the folder that
 * {@code $ALPHASCOPE_DATA} names and nowhere else, where it names one, since a mistake there must
 * not be passed over; otherwise in the data set folder, into whose subfolder {@code mnist} they are
 * downloaded if they are missing.
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

  private final Optional<MnistSearch> named;
  private final MnistSearch datasetFolder;
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
    this.named = alphascopeData.map(MnistSearch::new);
    this.datasetFolder = new MnistSearch(datasetFolder);
    this.downloadFolder = datasetFolder.resolve(Mnist.NAME);
    this.progress = progress;
    this.download = download;
  }

  /** A catalog that takes {@link #DATA_VARIABLE} from this process's environment. */
  public static DatasetCatalog ofEnvironment(Path datasetFolder, DownloadProgress progress) {
    return new DatasetCatalog(datasetFolder, namedByEnvironment(), progress);
  }

  /** The folder that {@link #DATA_VARIABLE} names, absolute; empty if it is not set. */
  public static Optional<Path> namedByEnvironment() {
    return Optional.ofNullable(System.getenv(DATA_VARIABLE))
        .filter(value -> !value.isBlank())
        .map(value -> Path.of(value).toAbsolutePath());
  }

  /** The names that {@link #open} knows. */
  public static List<String> names() {
    return List.of(Mnist.NAME, Mnist.SAMPLE_NAME);
  }

  /**
   * Refuses folders that are named by mistake, before anything is asked for.
   *
   * @throws DatasetUnavailableException if {@link #DATA_VARIABLE} names no folder that holds MNIST,
   *     or the data set folder is a file; with what was looked for and the remedy
   */
  public void checkFolders() {
    if (named.isPresent()) {
      findNamed(named.get());
    } else if (Files.exists(datasetFolder.root()) && !Files.isDirectory(datasetFolder.root())) {
      throw new DatasetUnavailableException(
          "data set mnist: the data set folder %s is a file; name a folder, which is made if it is"
                  .formatted(datasetFolder.root())
              + " not there");
    }
  }

  /**
   * @throws DatasetUnavailableException if {@link #checkFolders} refuses, or if its files are not
   *     there and cannot be downloaded
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
   * @throws DatasetUnavailableException if {@link #checkFolders} refuses
   * @throws DatasetException if mnist's files are there but broken
   */
  public DefaultDataset openDefault() {
    if (named.isPresent()) {
      return new DefaultDataset(open(Mnist.NAME), Optional.empty());
    }
    checkFolders();
    try {
      return new DefaultDataset(open(Mnist.NAME), Optional.empty());
    } catch (DatasetUnavailableException e) {
      Dataset sample = open(Mnist.SAMPLE_NAME);
      return new DefaultDataset(
          sample,
          Optional.of(
              "MNIST is neither in %s nor can it be downloaded now; training on %s (%d of its %d images)"
                  .formatted(
                      datasetFolder.root(),
                      sample.name(),
                      sample.size(Split.TRAIN),
                      Mnist.TRAINING_SIZE)));
    }
  }

  private Dataset openMnist() {
    checkFolders();
    return named
        .map(search -> read(findNamed(search), "replace it by the original file"))
        .orElseGet(
            () ->
                read(
                    datasetFolder.find().orElseGet(this::fetchMissing),
                    "replace it by the original file, or delete it to download it again"));
  }

  private static Map<MnistFile, Path> findNamed(MnistSearch search) {
    return search
        .find()
        .orElseThrow(
            () ->
                new DatasetUnavailableException(
                    "data set mnist is not where %s says: %s; let it name the folder that holds"
                            .formatted(DATA_VARIABLE, search.missing())
                        + " MNIST's files, or unset it to have them downloaded"));
  }

  private static Dataset read(Map<MnistFile, Path> paths, String remedy) {
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
    return Mnist.read(source, remedy);
  }

  /** What lies in the download folder already is kept. */
  private Map<MnistFile, Path> fetchMissing() {
    Map<MnistFile, Path> paths = MnistSearch.filesIn(downloadFolder);
    for (MnistFile file : MnistFile.values()) {
      paths.computeIfAbsent(file, this::fetch);
    }
    return paths;
  }

  private Path fetch(MnistFile file) {
    try {
      return download.fetch(file, downloadFolder, progress);
    } catch (IOException e) {
      throw new DatasetUnavailableException(
          ("data set mnist: %s; it cannot be downloaded (%s); put the four files into %s, or let %s"
                  + " name a folder that holds them, or choose the data set %s")
              .formatted(
                  datasetFolder.missing(),
                  e.getMessage(),
                  downloadFolder,
                  DATA_VARIABLE,
                  Mnist.SAMPLE_NAME),
          e);
    }
  }
}
