package io.alphascope.workload.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks for MNIST's four files under the names and in the subfolders where people have them: as
 * they lie on the mirrors, unpacked, with a dot before {@code idx}, or as torchvision keeps them
 * ({@code MNIST/raw}). The four are taken from one folder, the first that holds them all; of a file
 * under several names, the first of {@link MnistFile#names}.
 *
 * @param root the folder that was named
 */
record MnistSearch(Path root) {

  private static final List<String> SUBFOLDERS =
      List.of("mnist", "MNIST", "mnist/raw", "MNIST/raw", "raw");

  /** The four files; empty if no folder holds them all. */
  Optional<Map<MnistFile, Path>> find() {
    return folders().stream()
        .map(MnistSearch::filesIn)
        .filter(files -> files.size() == MnistFile.values().length)
        .findFirst();
  }

  /** Why {@link #find} finds nothing, and what it looked for: a sentence without a full stop. */
  String missing() {
    if (!Files.exists(root)) {
      return root + " does not exist";
    }
    if (!Files.isDirectory(root)) {
      return root + " is a file, no folder";
    }
    if (!Files.isReadable(root) || !Files.isExecutable(root)) {
      return root + " may not be read by this user";
    }
    return "%s; looked for %s, each also with a dot (%s) and with .gz, in %s and its subfolders %s"
        .formatted(
            lack(),
            names(Arrays.asList(MnistFile.values())),
            MnistFile.TRAIN_IMAGES.dottedName(),
            root,
            String.join(", ", SUBFOLDERS));
  }

  /** In the folder that lacks the least. */
  private String lack() {
    Path fullest =
        folders().stream()
            .max(Comparator.comparingInt(folder -> filesIn(folder).size()))
            .orElse(root);
    Map<MnistFile, Path> found = filesIn(fullest);
    if (found.isEmpty()) {
      return root + " holds none of MNIST's four files";
    }
    List<MnistFile> lacking = new ArrayList<>(List.of(MnistFile.values()));
    lacking.removeAll(found.keySet());
    return "%s lacks %s".formatted(fullest, names(lacking));
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>(List.of(root));
    SUBFOLDERS.forEach(subfolder -> folders.add(root.resolve(subfolder)));
    return folders;
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
