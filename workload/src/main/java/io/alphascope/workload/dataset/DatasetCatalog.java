package io.alphascope.workload.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Opens data sets by name and keeps what it has opened. Thread-safe.
 *
 * <p>Original files are looked for in the folder that {@code $ALPHASCOPE_DATA} names and nowhere
 * else, where it names one, since a mistake there must not be passed over; otherwise in the data
 * set folder, into whose subfolder of the data set's name they are downloaded if they are missing.
 */
public final class DatasetCatalog {

  /** The environment variable that names a folder of data sets. */
  public static final String DATA_VARIABLE = "ALPHASCOPE_DATA";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,39}(?<!\\.)");

  private final Optional<Path> named;
  private final Path datasetFolder;
  private final DownloadProgress progress;
  private final MnistFiles mnist;
  private final List<OriginalFiles> originals;
  private final OwnDatasets own;
  private final Map<String, Dataset> opened = new ConcurrentHashMap<>();

  /**
   * @param datasetFolder where data sets lie or are downloaded to, {@code <data-dir>/datasets};
   *     made when needed
   * @param alphascopeData the value of {@link #DATA_VARIABLE}, if it is set
   */
  public DatasetCatalog(
      Path datasetFolder, Optional<Path> alphascopeData, DownloadProgress progress) {
    this(datasetFolder, alphascopeData, progress, UnaryOperator.identity());
  }

  /**
   * @param mirrors changes the mirrors that are asked
   */
  DatasetCatalog(
      Path datasetFolder,
      Optional<Path> alphascopeData,
      DownloadProgress progress,
      UnaryOperator<Download> mirrors) {
    this.named = alphascopeData;
    this.datasetFolder = datasetFolder;
    this.progress = progress;
    this.mnist = files(MnistKind.MNIST, mirrors);
    this.originals = List.of(mnist, files(MnistKind.FASHION_MNIST, mirrors), new Cifar10Files());
    this.own =
        new OwnDatasets(
            Stream.concat(named.stream(), Stream.of(datasetFolder)).toList(),
            name -> isName(name) && !publicNames().contains(name));
  }

  private static MnistFiles files(MnistKind kind, UnaryOperator<Download> mirrors) {
    return new MnistFiles(kind, mirrors.apply(Download.from(kind.mirrors())));
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

  /** Whether a data set may be called so, on this machine or another. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The names that {@link #open} knows: public data sets, then those of the user's own. */
  public List<String> names() {
    List<String> names = publicNames();
    names.addAll(own.names());
    return names;
  }

  private List<String> publicNames() {
    List<String> names = new ArrayList<>();
    originals.forEach(files -> names.add(files.name()));
    names.add(1, Mnist.SAMPLE_NAME);
    return names;
  }

  /**
   * Refuses folders that are named by mistake, before anything is asked for.
   *
   * @throws DatasetUnavailableException if {@link #DATA_VARIABLE} names no folder that holds a data
   *     set, or the data set folder is a file; with what was looked for and the remedy
   */
  public void checkFolders() {
    if (named.isPresent()) {
      boolean originalThere =
          originals.stream().anyMatch(files -> files.find(named.get(), "").isPresent());
      if (!originalThere && !own.areIn(named.get())) {
        throw notWhereNamed(mnist);
      }
    } else {
      checkDatasetFolder(mnist);
    }
  }

  private void checkDatasetFolder(OriginalFiles files) {
    if (Files.exists(datasetFolder) && !Files.isDirectory(datasetFolder)) {
      throw new DatasetUnavailableException(
          "data set %s: the data set folder %s is a file; name a folder, which is made if it is"
                  .formatted(files.name(), datasetFolder)
              + " not there");
    }
  }

  /**
   * @throws DatasetUnavailableException if its files are not there and cannot be downloaded
   * @throws DatasetException if there can be none of that name, or a file is broken
   */
  public Dataset open(String name) {
    if (name.equals(Mnist.SAMPLE_NAME)) {
      return opened.computeIfAbsent(name, sample -> Mnist.sample());
    }
    Optional<OriginalFiles> files =
        originals.stream().filter(original -> original.name().equals(name)).findFirst();
    return files
        .map(original -> opened.computeIfAbsent(name, known -> open(original)))
        .or(() -> own.open(name))
        .orElseThrow(() -> unknown(name));
  }

  private DatasetException unknown(String name) {
    if (!isName(name)) {
      return new DatasetException(
          "no data set can be called '%s'; name it by at most 40 letters, digits, '.', '_' and '-'"
              .formatted(name));
    }
    return new DatasetUnavailableException(
        "unknown data set '%s'; there are %s; one of your own is a folder of that name %s"
            .formatted(name, String.join(", ", names()), own.places()));
  }

  private Dataset open(OriginalFiles files) {
    if (named.isPresent()) {
      return files
          .find(named.get(), "replace it by the original file")
          .orElseThrow(() -> notWhereNamed(files))
          .get();
    }
    checkDatasetFolder(files);
    String remedy = "replace it by the original file, or delete it to download it again";
    return files
        .find(datasetFolder, remedy)
        .orElse(() -> files.fetch(datasetFolder, progress, remedy))
        .get();
  }

  private DatasetUnavailableException notWhereNamed(OriginalFiles files) {
    return new DatasetUnavailableException(
        "data set %s is not where %s says: %s; let it name the folder that holds %s's files, or %s"
            .formatted(
                files.name(),
                DATA_VARIABLE,
                files.missing(named.orElseThrow()),
                files.title(),
                files.otherwise()));
  }

  /**
   * The data set of runs that name none.
   *
   * @param note one line saying why it is only the sample; empty if it is {@code mnist}
   */
  public record DefaultDataset(Dataset dataset, Optional<String> note) {}

  /**
   * {@code mnist} if it is there or can be downloaded, else {@code mnist-sample}.
   *
   * @throws DatasetUnavailableException if {@link #DATA_VARIABLE} names a folder without it, or the
   *     data set folder is a file
   * @throws DatasetException if mnist's files are there but broken
   */
  public DefaultDataset openDefault() {
    if (named.isEmpty()) {
      checkDatasetFolder(mnist);
    }
    try {
      return new DefaultDataset(open(mnist.name()), Optional.empty());
    } catch (DatasetUnavailableException e) {
      if (named.isPresent()) {
        throw e;
      }
      Dataset sample = open(Mnist.SAMPLE_NAME);
      return new DefaultDataset(
          sample,
          Optional.of(
              "MNIST is neither in %s nor can it be downloaded now; training on %s (%d of its %d images)"
                  .formatted(
                      datasetFolder,
                      sample.name(),
                      sample.size(Split.TRAIN),
                      Mnist.TRAINING_SIZE)));
    }
  }
}
