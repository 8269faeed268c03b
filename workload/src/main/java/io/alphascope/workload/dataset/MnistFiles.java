package io.alphascope.workload.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The four files of a data set in MNIST's format; what no folder holds is downloaded. */
record MnistFiles(MnistKind kind, Download download) implements OriginalFiles {

  @Override
  public String name() {
    return kind.datasetName();
  }

  @Override
  public String title() {
    return kind.title();
  }

  @Override
  public Optional<Supplier<Dataset>> find(Path root, String remedy) {
    return new MnistSearch(kind, root).find().map(paths -> () -> read(paths, remedy));
  }

  @Override
  public String missing(Path root) {
    return new MnistSearch(kind, root).missing();
  }

  @Override
  public String otherwise() {
    return "unset it to have them downloaded";
  }

  /** What lies in the folder already is kept. */
  @Override
  public Dataset fetch(Path datasetFolder, DownloadProgress progress, String remedy) {
    Path folder = datasetFolder.resolve(name());
    Map<MnistFile, Path> paths = MnistSearch.filesIn(folder);
    for (MnistFile file : MnistFile.values()) {
      if (!paths.containsKey(file)) {
        paths.put(file, fetch(file, datasetFolder, folder, progress));
      }
    }
    return read(paths, remedy);
  }

  private Path fetch(MnistFile file, Path datasetFolder, Path folder, DownloadProgress progress) {
    try {
      return download.fetch(kind.remote(file), folder, progress);
    } catch (IOException e) {
      throw new DatasetUnavailableException(
          ("data set %s: %s; it cannot be downloaded (%s); put the four files into %s, or let %s"
                  + " name a folder that holds them, or choose the data set %s")
              .formatted(
                  name(),
                  missing(datasetFolder),
                  e.getMessage(),
                  folder,
                  DatasetCatalog.DATA_VARIABLE,
                  Mnist.SAMPLE_NAME),
          e);
    }
  }

  private Dataset read(Map<MnistFile, Path> paths, String remedy) {
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
    return Mnist.read(kind, source, remedy);
  }
}
