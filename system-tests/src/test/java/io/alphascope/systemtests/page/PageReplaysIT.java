package io.alphascope.systemtests.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.aggregator.browser.Browser;
import io.alphascope.local.system.Credentials;
import io.alphascope.local.system.SystemFile;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay of the newest run, started on the page of a system that is up, and what the page makes
 * of its rows.
 */
@ExtendWith(SharedSystem.class)
class PageReplaysIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STEPS = 188; // of 64 of 12 000 samples, the last one smaller

  @TempDir static Path folder;
  private static SystemFile system;
  private static String token;
  private static Browser browser;

  @BeforeAll
  static void train(UpSystem shared) throws Exception {
    assumeThat(Browser.installed()).as("there is a Chromium").isPresent();
    LaunchedProcess training =
        LaunchedProcess.start(
            folder,
            "train",
            "--data-dir",
            shared.data().toString(),
            "--dataset",
            "mnist-sample",
            "--network",
            "784-32-10",
            "--curvature",
            "hessian");
    assertThat(training.exitStatus()).as(training.said()).isZero();
    system = shared.addresses();
    token = Credentials.apiToken(shared.data()).orElseThrow();
    browser = new Browser(Browser.installed().orElseThrow());
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.open(system.url() + "/#token=" + token);
    awaitText("replay-kept", "All %d steps are still in the topic.".formatted(STEPS));
  }

  @AfterEach
  void throwsNothing() {
    assertThat(browser.exceptions()).isEmpty();
  }

  @Test
  void drawsWhatWasReplayedBesideWhatWasObservedLive() throws IOException {
    type("replay-curvature", "ggn, hessian@all");
    browser.evaluate(element("replay-start") + ".click()");

    browser.await(
        element("replay-note")
            + ".textContent.startsWith('Started: ggn, hessian@all, which takes about ')");
    browser.await(
        "(p => !p.hidden && p.value > 0 && p.value < 1)(document.querySelector('.replay"
            + " progress'))");
    browser.await("document.querySelector('.replay .state').textContent === 'completed'");
    assertThat(browser.evaluate("document.querySelector('.replay p').textContent").asText())
        .startsWith("%1$d of %1$d steps observed · %2$d rows · ".formatted(STEPS, 2 * STEPS))
        .doesNotContain("still in the topic", "skipped", "dead letters");

    // Drawn by itself, being one of the usual ones; from the first tick on, what is ticked counts.
    browser.await(tick("ggn") + ".checked");
    browser.await(tick("hessian@all"));
    browser.evaluate(tick("hessian@all") + ".click()");
    for (String name : List.of("hessian", "ggn", "hessian@all")) {
      browser.await(data("alpha-chart", "median " + name) + ".length === " + STEPS);
    }
    assertRatio("hessian", "hessian@all");
    choose("ratio-to", "ggn");
    assertRatio("hessian", "ggn");
  }

  @Test
  void saysWhyAReplayCannotBeAndKeepsTheInput() {
    type("replay-curvature", "gnn");
    type("replay-to", "17");
    browser.evaluate(element("replay-start") + ".click()");

    browser.await("!%s.hidden".formatted(element("replay-error")));
    assertThat(text("replay-error"))
        .startsWith("The replay was not started: ")
        .contains("gnn", "hessian", "ggn");
    assertThat(browser.evaluate(element("replay-curvature") + ".value").asText()).isEqualTo("gnn");

    type("replay-curvature", "ggn");
    type("replay-to", "%d".formatted(STEPS));
    browser.evaluate(element("replay-start") + ".click()");

    browser.await(
        element("replay-error") + ".textContent.includes('%d lies outside run')".formatted(STEPS));
    assertThat(text("replay-error")).endsWith("which has steps 0 to %d".formatted(STEPS - 1));
  }

  /** What is drawn, against the rows themselves. */
  private static void assertRatio(String curvature, String reference) throws IOException {
    Map<Long, Double> upper = alphaStars(curvature);
    Map<Long, Double> lower = alphaStars(reference);
    List<List<Double>> expected = new ArrayList<>();
    upper.forEach(
        (step, value) -> {
          if (lower.containsKey(step) && value / lower.get(step) > 0) {
            expected.add(List.of((double) step, value / lower.get(step)));
          }
        });
    assertThat(expected).hasSizeGreaterThan(STEPS / 2);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(drawnRatio()).isEqualTo(expected));
  }

  private static List<List<Double>> drawnRatio() {
    List<List<Double>> drawn = new ArrayList<>();
    for (JsonNode point : browser.evaluate(data("ratio-chart", "ratio"))) {
      drawn.add(List.of(point.get(0).asDouble(), point.get(1).asDouble()));
    }
    return drawn;
  }

  /** By step, of the newest run, where there is one. */
  private static Map<Long, Double> alphaStars(String curvature) throws IOException {
    String run = text("run-name");
    JsonNode rows =
        new ObjectMapper()
            .readTree(
                URI.create(
                        "%s/api/runs/%s/export?format=json&curvature=%s"
                            .formatted(system.url(), run, curvature))
                    .toURL())
            .get("observations");
    assertThat(rows).hasSize(STEPS);
    Map<Long, Double> found = new TreeMap<>();
    for (JsonNode row : rows) {
      if (row.get("alpha_star").isNumber()) {
        found.put(row.get("step").asLong(), row.get("alpha_star").asDouble());
      }
    }
    return found;
  }

  private static void type(String id, String text) {
    browser.evaluate(
        "%s.value = '%s', %1$s.dispatchEvent(new Event('input', {bubbles: true}))"
            .formatted(element(id), text));
  }

  private static void choose(String id, String value) {
    browser.evaluate(
        "%s.value = '%s', %1$s.dispatchEvent(new Event('change'))".formatted(element(id), value));
  }

  private static void awaitText(String id, String text) {
    browser.await("%s.textContent.startsWith('%s')".formatted(element(id), text));
  }

  private static String text(String id) {
    return browser.evaluate(element(id) + ".textContent").asText();
  }

  private static String element(String id) {
    return "document.getElementById('" + id + "')";
  }

  private static String tick(String curvature) {
    return "document.querySelector('[aria-label=\"Draw %s\"]')".formatted(curvature);
  }

  /** JavaScript: the points of a series of a chart. */
  private static String data(String chart, String series) {
    return "echarts.getInstanceByDom(%s).getOption().series.find(s => s && s.id === '%s').data"
        .formatted(element(chart), series);
  }
}
