package io.alphascope.workload.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Data sets of a user's own: folders by their names, each kept open until its files change.
 * Thread-safe.
 */
final class OwnDatasets {

  private record Opened(OwnFolder folder, OwnFolder.Stamp stamp, Dataset dataset) {}

  private final List<Path> roots;
  private final Predicate<String> isName;
  private final Map<String, Opened> opened = new ConcurrentHashMap<>();

  /**
   * @param roots folders to look into, the first that has a data set counts
   * @param isName whether a folder's name can be one of a data set of its user's own
   */
  OwnDatasets(List<Path> roots, Predicate<String> isName) {
    this.roots = List.copyOf(roots);
    this.isName = isName;
  }

  /** Those that are there, whole or not, in alphabetical order. */
  List<String> names() {
    return roots.stream().flatMap(root -> names(root).stream()).distinct().sorted().toList();
  }

  /** Whether a folder has any. */
  boolean areIn(Path root) {
    return !names(root).isEmpty();
  }

  private List<String> names(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(isName)
          .filter(name -> new OwnFolder(name, root.resolve(name)).exists())
          .toList();
    } catch (IOException e) {
      throw new DatasetUnavailableException(
          "%s cannot be looked into (%s); let this user read it".formatted(root, e.getMessage()),
          e);
    }
  }

  /**
   * Opens one; empty if there is none of that name.
   *
   * @throws DatasetException if it is broken
   */
  Optional<Dataset> open(String name) {
    if (!isName.test(name)) {
      return Optional.empty();
    }
    Optional<OwnFolder> found =
        roots.stream()
            .map(root -> new OwnFolder(name, root.resolve(name)))
            .filter(OwnFolder::exists)
            .findFirst();
    return found.map(
        folder -> opened.compute(name, (key, before) -> open(folder, before)).dataset());
  }

  private static Opened open(OwnFolder folder, Opened before) {
    OwnFolder.Stamp now = folder.stamp();
    return before != null && before.folder().equals(folder) && before.stamp().equals(now)
        ? before
        : new Opened(folder, now, folder.open());
  }

  /** Where a data set of that name would have to be, after "is a folder of that name". */
  String places() {
    return "in %s that holds train-inputs.npy and train-targets.npy"
        .formatted(roots.stream().map(Path::toString).collect(Collectors.joining(" or ")));
  }
}
