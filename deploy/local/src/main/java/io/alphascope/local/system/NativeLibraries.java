package io.alphascope.local.system;

import ai.djl.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where DJL unpacks PyTorch: 430 MB and some seconds, so beside the build, once, and not in every
 * data folder. Only a checkout that cannot be written to, and was never unpacked, leaves it to the
 * data folder.
 */
public final class NativeLibraries {
  private static final String CACHE = "DJL_CACHE_DIR";

  private NativeLibraries() {}

  /**
   * Unpacks them; the launcher does it at the end of a build. Argument: where Alphascope is built.
   */
  public static void main(String[] arguments) {
    System.setProperty(CACHE, besideBuild(Path.of(arguments[0])).toString());
    System.out.println(Engine.getInstance());
  }

  /**
   * The folder that {@code DJL_CACHE_DIR} shall name.
   *
   * @param home where Alphascope is built
   */
  public static Path folder(Path home, Path dataFolder) {
    Path shared = besideBuild(home);
    return Files.isDirectory(shared.resolve("pytorch")) || Files.isWritable(shared.getParent())
        ? shared
        : dataFolder.resolve("djl");
  }

  private static Path besideBuild(Path home) {
    return home.resolve("deploy/local/target/djl");
  }
}
