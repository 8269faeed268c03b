package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What computes with PyTorch keeps its freed memory, whoever starts it: shells, images and we. */
class KeptMemoryTest {
  private static final Path HOME = Path.of(System.getProperty("alphascope.home"));

  @Test
  void shellsSayWhatServicesAreGiven() throws Exception {
    Process shell =
        new ProcessBuilder("env", "-i", "sh", "-c", ". ./kept-memory && env")
            .directory(HOME.resolve("deploy/docker").toFile())
            .redirectErrorStream(true)
            .start();

    String said = new String(shell.getInputStream().readAllBytes());

    assertThat(shell.waitFor()).as(said).isZero();
    assertThat(settings(said)).isEqualTo(LocalChildren.KEEPING_LARGE_BLOCKS);
  }

  @Test
  void imagesToo() throws IOException {
    assertThat(settings(Files.readString(HOME.resolve("deploy/docker/Dockerfile"))))
        .isEqualTo(LocalChildren.KEEPING_LARGE_BLOCKS);
  }

  private static Map<String, String> settings(String text) {
    return Pattern.compile("(MALLOC_\\w+)=(\\d+)")
        .matcher(text)
        .results()
        .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alphascope", "benchmarks/curvature", "benchmarks/soak"})
  void scriptsThatComputeReadThem(String script) throws IOException {
    String text = Files.readString(HOME.resolve(script));

    assertThat(text).containsPattern("(?m)\\. \\S*deploy/docker/kept-memory\"?$");
    assertThat(text.indexOf("kept-memory")).isLessThan(text.lastIndexOf("exec "));
  }
}
