import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** In the image's build: lets DJL unpack PyTorch into DJL_CACHE_DIR, readable for every user. */
final class UnpackPyTorch {
  public static void main(String[] arguments) throws IOException {
    System.out.println(Engine.getEngine("PyTorch"));
    List<Path> unpacked;
    try (Stream<Path> all = Files.walk(Path.of(System.getenv("DJL_CACHE_DIR")))) {
      unpacked = all.toList();
    }
    for (Path path : unpacked) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    String flavor = System.getenv().getOrDefault("PYTORCH_FLAVOR", "cpu");
    if (unpacked.stream().noneMatch(path -> path.toString().contains("-" + flavor + "-"))) {
      System.err.printf("DJL has no PyTorch of the flavour %s for this machine%n", flavor);
      System.exit(1);
    }
  }
}
