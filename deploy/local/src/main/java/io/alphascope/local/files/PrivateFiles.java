package io.alphascope.local.files;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner may read. */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /** Writes a file anew that is private from its first byte on. */
  public static Writer write(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    return Files.newBufferedWriter(file);
  }

  /** Makes an existing file private. */
  public static void keepPrivate(Path file) throws IOException {
    if (!Files.getPosixFilePermissions(file).equals(FILE)) {
      Files.setPosixFilePermissions(file, FILE);
    }
  }

  /** Makes a folder, or closes one that others could look into; a link is left as it is. */
  public static void makeFolder(Path folder) throws IOException {
    makeFolder(folder, FOLDER);
  }

  public static void makeFolder(Path folder, Set<PosixFilePermission> permissions)
      throws IOException {
    Files.createDirectories(folder);
    if (!Files.isSymbolicLink(folder)
        && !Files.getPosixFilePermissions(folder).equals(permissions)) {
      Files.setPosixFilePermissions(folder, permissions);
    }
  }
}
