package io.alphascope.local.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.files.PrivateFiles;
import io.alphascope.local.supervision.LogFile;
import io.alphascope.local.supervision.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Everything that a local system keeps, closed to other users: {@code kafka/}, {@code pg/}, {@code
 * datasets/}, {@code streams/}, {@code logs/}, {@code run/}, {@code client/}, and the files {@code
 * credentials}, {@code listener.pem}, {@code ports}, {@code datasets-folder}, {@code system.json},
 * {@code lock}.
 */
public final class DataFolder implements AutoCloseable {
  /** Room for the unpacked database, a new cluster and some segments. */
  private static final long LEAST_FREE_BYTES = 512L << 20;

  // PostgreSQL keeps paths in 1024 bytes, and its own files lie up to 200 deep.
  private static final int LONGEST_PATH_BYTES = 700;

  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder if needed, checks that it can be worked in, and takes its lock, which is
   * released when this process ends, however it ends.
   *
   * @throws CommandFailure if it cannot be used, or another launcher is using it
   */
  public static DataFolder open(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    refuseLongPath(root);
    try {
      Files.createDirectories(root);
      root = root.toRealPath();
      refuseLongPath(root);
      FileChannel lockFile =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lockFile.tryLock();
      if (lock == null) {
        lockFile.close();
        throw inUse(root);
      }
      for (String name : new String[] {"kafka", "streams", "logs", "run", "datasets"}) {
        PrivateFiles.makeFolder(root.resolve(name));
      }
      refuseFullDisk(root);
      return new DataFolder(root, lockFile);
    } catch (IOException e) {
      throw FileTrouble.failure(
          "The data folder %s cannot be used".formatted(root),
          e,
          "name another with --data-dir, or make this one writable");
    }
  }

  public Path root() {
    return root;
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  LogFile log(String name) {
    return new LogFile(root.resolve("logs").resolve(name + ".log"));
  }

  RunFolder runFolder() {
    return new RunFolder(root.resolve("run"), root.toString());
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private static void refuseLongPath(Path root) {
    int bytes = root.toString().getBytes(UTF_8).length;
    if (bytes > LONGEST_PATH_BYTES) {
      throw new CommandFailure(
          "The data folder's path is %d bytes long, at most %d work (%s…)"
              .formatted(bytes, LONGEST_PATH_BYTES, root.toString().substring(0, 60)),
          "name a shorter one with --data-dir");
    }
  }

  private static void refuseFullDisk(Path root) throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < LEAST_FREE_BYTES) {
      throw new CommandFailure(
          "Only %d MiB are free on the disk of the data folder %s, but %d are needed to start"
              .formatted(free >> 20, root, LEAST_FREE_BYTES >> 20),
          "free some space, or name another folder with --data-dir");
    }
  }

  private static CommandFailure inUse(Path root) throws IOException {
    Optional<SystemFile> running = SystemFile.read(root);
    String who =
        running
            .map(s -> "process %d, page %s".formatted(s.pid(), s.url()))
            .orElse("it is just starting or stopping");
    return new CommandFailure(
        "A system is already up on the data folder %s (%s)".formatted(root, who),
        "use it (alphascope train), end it with Ctrl-C, or name another folder with --data-dir");
  }
}
