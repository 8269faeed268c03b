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
  private static final int LONGEST_READ_BYTES = 8 << 20;

  /** Moves a large file aside. Only while no process writes to it. */
  public void rotateIfLarge() throws IOException {
    if (Files.exists(path) && Files.size(path) > ROTATE_BYTES) {
      Path previous = path.resolveSibling(path.getFileName() + ".1");
      Files.move(path, previous, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Bytes that it has now. */
  long size() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** Lines from an offset on, as many of the last as are read at once (8 MiB). */
  List<String> since(long offset) throws IOException {
    return read(Math.max(offset, size() - LONGEST_READ_BYTES));
  }

  /** The last lines, oldest first; fewer if lines are long, none if there is no file. */
  public List<String> tail(int lines) throws IOException {
    List<String> all = read(size() - TAIL_BYTES);
    return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private List<String> read(long offset) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long start = Math.min(Math.max(0, offset), file.length());
      byte[] end = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(end);
      return new String(end, UTF_8).lines().toList();
    }
  }
}
