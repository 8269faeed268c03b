package io.alphascope.systemtests.dashboards;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Grafana's own library of data frames and transformations, from npm, run by Node. */
final class GrafanaData {
  private static final String PACKAGE = "@grafana/data@12.3.1";
  private static final Path FOLDER = Path.of("target", "grafana-data");
  private static final Path SCRIPT = FOLDER.resolve("transform.cjs");
  private static final long MINUTES_TO_FETCH = 5;

  private GrafanaData() {}

  /**
   * The frames that panels get: for each panel, a list of frames, each a list of fields.
   *
   * @param panels an object with {@code transformations} and {@code fields} for each
   */
  static JsonNode transformed(ArrayNode panels) throws IOException, InterruptedException {
    install();
    Path in = FOLDER.resolve("panels.json");
    Path out = FOLDER.resolve("frames.json");
    Path err = FOLDER.resolve("errors.txt");
    new ObjectMapper().writeValue(in.toFile(), panels);
    Process node =
        new ProcessBuilder("node", SCRIPT.getFileName().toString())
            .directory(FOLDER.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (node.waitFor() != 0) {
      throw new AssertionError(Files.readString(err));
    }
    return new ObjectMapper().readTree(out.toFile());
  }

  /** Skips the test, with a reason, where there is no Node, or no way to the package. */
  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    assumeThat(works("node", "--version") && works("npm", "--version"))
        .as("node and npm are installed (apt-get install nodejs npm)")
        .isTrue();
    if (!Files.exists(FOLDER.resolve("node_modules/@grafana/data/package.json"))) {
      // Also without a network, once npm has it in its cache.
      boolean fetched =
          works(
              "npm",
              "install",
              "--prefix",
              ".",
              "--prefer-offline",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "--no-package-lock",
              PACKAGE);
      assumeThat(fetched)
          .as("npm can install %s; see %s", PACKAGE, FOLDER.resolve("npm.txt"))
          .isTrue();
    }
    try (InputStream script = GrafanaData.class.getResourceAsStream("transform.cjs")) {
      Files.copy(script, SCRIPT, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("npm.txt").toFile())
              .start();
      if (!process.waitFor(MINUTES_TO_FETCH, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // not installed
    }
  }
}
