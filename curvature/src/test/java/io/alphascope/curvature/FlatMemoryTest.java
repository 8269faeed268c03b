package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hundreds of observations leave memory as it was. In a JVM of their own whose heap is touched
 * beforehand, so that what grows is native. benchmarks/soak is the long run.
 */
class FlatMemoryTest {
  private static final long MEBIBYTE = 1 << 20;

  @ParameterizedTest
  @CsvSource({"perceptron, 1000", "lenet5, 300", "everything, 150"})
  void manyObservationsLeaveNothingBehind(String network, String observations)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(ThousandObservations.STATUS),
        "resident memory is read from /proc, which only Linux has");
    Path output = Files.createTempFile("thousand-observations", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                ThousandObservations.class.getName(),
                network,
                observations)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    List<String> lines = Files.readAllLines(output);
    Files.delete(output);

    assertThat(status).as(String.join("\n", lines)).isZero();
    ThousandObservations.Memory before = measured(lines, "before");
    ThousandObservations.Memory after = measured(lines, "after");
    assertThat(after.arrays()).as("live arrays").isEqualTo(before.arrays());
    assertThat(after.residentBytes() - before.residentBytes())
        .as("growth of resident memory")
        .isLessThan(50 * MEBIBYTE);
  }

  private static ThousandObservations.Memory measured(List<String> lines, String when) {
    return lines.stream()
        .filter(line -> line.startsWith(when + " "))
        .map(line -> line.split(" "))
        .map(
            parts ->
                new ThousandObservations.Memory(Long.parseLong(parts[1]), Long.parseLong(parts[2])))
        .findFirst()
        .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
  }
}
