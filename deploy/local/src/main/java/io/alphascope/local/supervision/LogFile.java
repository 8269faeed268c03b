package io.alphascope.local.supervision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A child's output, appended to over restarts; the file before it is kept as {@code .1}. */
public record LogFile(Path path) {
  private static final long ROTATE_BYTES = 8L << 20;
  private static final int TAIL_BYTES = 16 << 10;

  /** Moves a large file aside. Only while nobody writes to it. */
  public void rotateIfLarge() throws IOException {
    if (Files.exists(path) && Files.size(path) > ROTATE_BYTES) {
      Path previous = path.resolveSibling(path.getFileName() + ".1");
      Files.move(path, previous, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The last lines, oldest first; fewer if lines are long, none if there is no file. */
  public List<String> tail(int lines) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long start = Math.max(0, file.length() - TAIL_BYTES);
      byte[] end = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(end);
      List<String> all = new String(end, UTF_8).lines().toList();
      return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
    }
  }
}
