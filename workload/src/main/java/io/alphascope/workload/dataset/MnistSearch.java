package io.alphascope.workload.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks for the four files of a data set in MNIST's format under the names and in the subfolders
 * where people have them: as they lie on the mirrors, unpacked, with a dot before {@code idx}, or
 * as torchvision keeps them ({@code MNIST/raw}). In the named folder itself only MNIST is taken for
 * granted. The four are taken from one folder, the first that holds them all; of a file under
 * several names, the first of {@link MnistFile#names}.
 *
 * @param root the folder that was named
 */
record MnistSearch(MnistKind kind, Path root) {

  /** The four files; empty if no folder holds them all. */
  Optional<Map<MnistFile, Path>> find() {
    return folders().stream()
        .map(MnistSearch::filesIn)
        .filter(files -> files.size() == MnistFile.values().length)
        .findFirst();
  }

  /** Why {@link #find} finds nothing, and what it looked for: a sentence without a full stop. */
  String missing() {
    return FolderTrouble.of(root)
        .orElseGet(
            () ->
                "%s; looked for %s, each also with a dot (%s) and with .gz, in %s%s subfolders %s"
                    .formatted(
                        lack(),
                        names(Arrays.asList(MnistFile.values())),
                        MnistFile.TRAIN_IMAGES.dottedName(),
                        root,
                        looksInRoot() ? " and its" : "'s",
                        String.join(", ", kind.subfolders())));
  }

  /** In the folder with the fewest missing files. */
  private String lack() {
    Path fullest =
        folders().stream()
            .max(Comparator.comparingInt(folder -> filesIn(folder).size()))
            .orElse(root);
    Map<MnistFile, Path> found = filesIn(fullest);
    if (found.isEmpty()) {
      return "%s holds none of %s's four files".formatted(root, kind.title());
    }
    List<MnistFile> lacking = new ArrayList<>(List.of(MnistFile.values()));
    lacking.removeAll(found.keySet());
    return "%s lacks %s".formatted(fullest, names(lacking));
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    if (looksInRoot()) {
      folders.add(root);
    }
    kind.subfolders().forEach(subfolder -> folders.add(root.resolve(subfolder)));
    return folders;
  }

  /** Files of these names that lie there without a word are MNIST's. */
  private boolean looksInRoot() {
    return kind == MnistKind.MNIST || root.toString().toLowerCase(Locale.ROOT).contains("fashion");
  }

  /** Those of the four files that lie in one folder. */
  static Map<MnistFile, Path> filesIn(Path folder) {
    Map<MnistFile, Path> files = new EnumMap<>(MnistFile.class);
    for (MnistFile file : MnistFile.values()) {
      file.names().stream()
          .map(folder::resolve)
          .filter(Files::isRegularFile)
          .findFirst()
          .ifPresent(path -> files.put(file, path));
    }
    return files;
  }

  private static String names(List<MnistFile> files) {
    return files.stream().map(MnistFile::unpackedName).collect(Collectors.joining(", "));
  }
}
