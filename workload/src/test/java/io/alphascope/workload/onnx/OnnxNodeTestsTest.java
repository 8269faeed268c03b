package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * ONNX's own tests of its operators: values that nobody here computed. The archive is made by
 * {@code src/test/onnx/node_tests.py}.
 */
class OnnxNodeTestsTest {

  private static final int EXPECTED = 946;

  private static final Path DOCUMENT = Path.of("..", "docs", "onnx-node-tests.md");
  private static final Path MADE = Path.of("target", "onnx-node-tests.md");

  @Test
  void valuesAreRightOrRefused() throws IOException {
    Map<NodeTest, NodeTestRun.Outcome> outcomes = new LinkedHashMap<>();
    for (NodeTest test : NodeTest.all()) {
      outcomes.put(test, NodeTestRun.of(test));
    }
    NodeTestReport report = new NodeTestReport(outcomes);
    Files.createDirectories(MADE.getParent());
    Files.writeString(MADE, report.document());
    assertThat(report.wrong()).as("tests with other values").isEmpty();
    assertThat(report.passed()).as("tests passed").isGreaterThanOrEqualTo(EXPECTED);
    assertThat(DOCUMENT)
        .as("what is refused is written down; if it is right, copy workload/%s there", MADE)
        .hasContent(report.document());
  }
}
