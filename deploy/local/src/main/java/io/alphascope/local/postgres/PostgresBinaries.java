package io.alphascope.local.postgres;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.io.FileUtils;

/**
 * PostgreSQL's programs, unpacked from the archive on the class path: 60 MB and 3 s of a core, so
 * beside the build, once. A database that may not run them there has a copy in its own folder.
 */
public final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * Unpacks them; the launcher does it at the end of a build.
   *
   * @param home where Alphascope is built
   */
  public static void unpackBesideBuild(Path home) throws IOException {
    Path shared = besideBuild(home);
    Files.createDirectories(shared.getParent());
    unpack(shared);
  }

  /**
   * Named as the archive's jar, and so after its version: those of another version are not used.
   *
   * @param home where Alphascope is built
   */
  public static Path besideBuild(Path home) throws IOException {
    String jar = ((JarURLConnection) archive().openConnection()).getJarFileURL().getPath();
    String name = jar.substring(jar.lastIndexOf('/') + 1).replace(".jar", "");
    return home.resolve("deploy/local/target/postgres").resolve(name);
  }

  /**
   * Unpacks beside {@code target} and renames at the end, so that {@code target} is whole or
   * absent.
   *
   * @param target folder that will hold {@code bin}, {@code lib} and {@code share}
   */
  static void unpack(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      return;
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    FileUtils.deleteDirectory(partial.toFile());
    Files.createDirectories(partial);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(archive().openStream()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, partial);
      }
    }
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path root)
      throws IOException {
    Path path = root.resolve(entry.getName()).normalize();
    if (!path.startsWith(root)) {
      throw new IOException("the archive of PostgreSQL leaves its folder: " + entry.getName());
    }
    Files.createDirectories(entry.isDirectory() ? path : path.getParent());
    if (entry.isDirectory()) {
      return;
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.copy(root.resolve(entry.getLinkName()), path);
    } else {
      Files.copy(content, path);
    }
    if (!Files.isSymbolicLink(path)) {
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static URL archive() {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String architecture = arm ? "arm_64" : "x86_64";
    String name = "/postgres-%s-%s.txz".formatted(system, architecture);
    URL archive = PostgresBinaries.class.getResource(name);
    if (archive == null) {
      throw new CommandFailure(
          "There is no PostgreSQL for this machine on the class path (%s)"
              .formatted(name.substring(1)),
          "build Alphascope on the machine that runs it");
    }
    return archive;
  }
}
