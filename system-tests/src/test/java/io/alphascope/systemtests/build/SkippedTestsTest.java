package io.alphascope.systemtests.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .ci/skipped-tests}, by which a test that skips where it should not fails the build. */
class SkippedTestsTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("alphascope.home"), ".ci", "skipped-tests");

  @TempDir private Path folder;
  private String said;

  @BeforeAll
  static void needsPython() throws InterruptedException {
    boolean installed;
    try {
      installed = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException absent) {
      installed = false;
    }
    assumeThat(installed).as("python3 is installed").isTrue();
  }

  @Test
  void takesTestsThatRanAndReasonsThatAreAccepted() throws Exception {
    report("a/target/surefire-reports", "<testcase classname='A' name='ran'/>");
    report(
        "b/c/target/failsafe-reports",
        skipped("Assumption failed: MNIST's original files are not beside this checkout"));
    report(
        "d/target/failsafe-reports",
        skipped(
            "assumption was not met due to: [npm can install @grafana/data@1; see x] &#10;Was"));

    assertThat(run()).as(said).isZero();
    assertThat(said)
        .hasLineCount(2)
        .contains("skipped: A.left out: MNIST's original files are not beside")
        .contains("skipped: A.left out: npm can install");
  }

  /** JUnit's and AssertJ's words where the test gave none, and a tool that is to be installed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Assumption failed: assumption is not true",
        "assumption was not met due to: &#10;Expecting path to exist",
        "void A.left() is @Disabled",
        "assumption was not met due to: [there is a Chromium] &#10;Expecting Optional to"
      })
  void refusesAllOthers(String message) throws Exception {
    report("a/target/surefire-reports", skipped(message));

    assertThat(run()).as(said).isEqualTo(1);
    assertThat(said).startsWith("SKIPPED AND SHOULD NOT BE: A.left out: ");
  }

  private static String skipped(String message) {
    return "<testcase classname='A' name='left out'><skipped message=\"%s\"/></testcase>"
        .formatted(message);
  }

  private void report(String name, String cases) throws IOException {
    Path reports = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        reports.resolve("TEST-A.xml"), "<testsuite name='A'>%s</testsuite>".formatted(cases));
  }

  private int run() throws IOException, InterruptedException {
    Process script =
        new ProcessBuilder("python3", SCRIPT.toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    said = new String(script.getInputStream().readAllBytes());
    return script.waitFor();
  }
}
