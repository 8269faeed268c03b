package io.alphascope.local.system;

import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.postgres.PostgresBinaries;
import io.alphascope.workload.engine.PyTorch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where DJL unpacks PyTorch: 430 MB and some seconds, so beside the build, once, and not in every
 * data folder. A user who can neither read nor write there has a copy in the data folder.
 */
public final class NativeLibraries {
  /** DJL's own name for {@link #folder}, as system property and as environment variable. */
  public static final String CACHE = "DJL_CACHE_DIR";

  private NativeLibraries() {}

  /**
   * Unpacks them, and PostgreSQL; the launcher does it at the end of a build. Argument: where
   * Alphascope is built.
   */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    PostgresBinaries.unpackBesideBuild(home);
    Path shared = besideBuild(home);
    System.setProperty(CACHE, shared.toString());
    System.out.println(PyTorch.engine());
    // DJL makes them for its own user alone.
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(shared.resolve("pytorch"))) {
      for (Path version : versions) {
        Files.setPosixFilePermissions(version, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /**
   * The folder that {@link #CACHE} shall name.
   *
   * @param home where Alphascope is built
   */
  public static Path folder(Path home, Path dataFolder) {
    Path shared = besideBuild(home);
    return isUsable(shared.resolve("pytorch")) || Files.isWritable(shared.getParent())
        ? shared
        : dataFolder.resolve("djl");
  }

  /** Lets DJL find them in a command of the launcher; to be called before anything is computed. */
  public static void use(Path dataFolder) {
    String home = System.getProperty("alphascope.home", ".");
    System.setProperty(CACHE, folder(Path.of(home), dataFolder).toString());
  }

  private static boolean isUsable(Path unpacked) {
    if (!Files.isReadable(unpacked)) {
      return false;
    }
    try (Stream<Path> found = Files.list(unpacked)) {
      List<Path> versions = found.toList();
      return !versions.isEmpty()
          && versions.stream()
              .allMatch(version -> Files.isReadable(version) && Files.isExecutable(version));
    } catch (IOException e) {
      throw FileTrouble.failure(unpacked + " cannot be read", e, "delete it; it is created again");
    }
  }

  private static Path besideBuild(Path home) {
    return home.resolve("deploy/local/target/djl");
  }
}
