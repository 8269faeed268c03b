package io.alphascope.aggregator.system;

import static io.alphascope.aggregator.system.OpenedPage.element;
import static io.alphascope.aggregator.system.OpenedPage.points;
import static io.alphascope.aggregator.system.OpenedPage.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.browser.Browser;
import io.alphascope.events.CurvatureObserved;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replays on the page, in every state; {@code PageReplaysIT} replays for good. */
@ExtendWith(SharedServers.class)
class ReplayPageIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "2026-01-02T03-04-05-a1b2";

  private static AnsweringService curvatureService;
  private static OpenedPage page;
  private static Browser browser;

  @BeforeAll
  static void start(TestDatabase database) {
    page = new OpenedPage(database);
    curvatureService = page.curvatureService;
    browser = page.browser;
    List<CurvatureObserved> live = Observations.series("r", "hessian", 40, 1);
    page.publish(run("r", 40).setStepsPublished(938).setTrainingSamples(60_000).build(), live);
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
    }
  }

  @BeforeEach
  void openPage() {
    show();
    keep("900");
    page.open("#run=r&token=" + AggregatorProcess.TOKEN);
    browser.await("!%s.hidden && %1$s.textContent".formatted(element("run-name")));
  }

  @AfterEach
  void throwsNothing() {
    assertThat(browser.exceptions()).isEmpty();
  }

  @Test
  void saysHowManyStepsAreKeptAndWhatAllOfThemCost() {
    awaitText("replay-kept", "900 of 938 steps are still in the topic: retention took the others.");

    type("replay-curvature", "ggn,ggn@all");

    assertThat(page.text("replay-kept"))
        .endsWith(
            "@all reads the whole training set (60,000 samples) at each step, so it takes long: a"
                + " range of steps limits it.");

    type("replay-curvature", "ggn,");
    assertThat(suggestions())
        .startsWith("ggn,hessian@fresh:256")
        .contains("ggn,ggn/layer", "ggn,ggn@all")
        .doesNotContain("hessian,"); // which the run has

    keep("938");
    page.open("#run=r");
    awaitText("replay-kept", "All 938 steps are still in the topic.");
    keep("0");
    page.open("#run=r");
    awaitText(
        "replay-kept", "None of its 938 steps is in the topic any more: retention took them.");
    keep("null");
    page.open("#run=r");
    awaitText("replay-kept", "It is unknown how many of its 938 steps are still in the topic.");
    curvatureService.answer(
        "GET /kept-steps",
        200,
        "{\"runs\": [{\"run\": \"r\", \"published\": null, \"kept\": null}]}");
    page.open("#run=r");
    awaitText(
        "replay-kept",
        "How many steps the run has published, and how many of them are still in the topic, is"
            + " unknown.");
    curvatureService.answer("GET /kept-steps", 503, "{\"error\": \"away\"}");
    page.open("#run=r");
    awaitText("replay-kept", "The curvature service does not answer, so nothing can be replayed.");
  }

  @Test
  void startsAReplayAndFollowsItToItsEnd() throws IOException {
    ObjectNode replay = replay("running", 0, 0);
    curvatureService.answer(
        "POST /replays", 201, replay.deepCopy().put("estimated_seconds", 754.2).toString());
    type("replay-curvature", " ggn/layer, hessian@test:256 ");
    type("replay-from", "3");

    show(replay);
    page.click("replay-start");

    awaitText(
        "replay-note", "Started: ggn/layer, hessian@test:256, which takes about 13\u00a0min.");
    List<AnsweringService.Request> all = curvatureService.requests("POST /replays");
    AnsweringService.Request asked = all.get(all.size() - 1);
    assertThat(asked.authorization()).isEqualTo("Bearer " + AggregatorProcess.TOKEN);
    assertThat(JSON.readTree(asked.body()))
        .isEqualTo(
            JSON.readTree(
                "{\"run\": \"r\", \"curvatures\": [\"ggn/layer\", \"hessian@test:256\"],"
                    + " \"first_step\": 3, \"last_step\": null}"));
    awaitReplay("0\u202f% · 0 steps observed");
    assertThat(progress()).isZero();

    show(replay("running", 250, 240));
    awaitReplay("25\u202f% · 240 steps observed (480 rows) · ");
    assertThat(progress()).isEqualTo(0.25);
    assertThat(shown())
        .containsPattern(
            "240 steps observed \\(480 rows\\) · [0-9.,]+/s · [0-9]+\\.?[0-9]*\u00a0s left");

    show(
        replay("completed", 1000, 898)
            .put("steps_found", 900)
            .put("observations", 1796)
            .put("ended", "2026-01-02T03:04:15Z")
            .put("steps_published", 938)
            .put("steps_deleted", 38)
            .put("steps_skipped", 3)
            .put("steps_dead_lettered", 2)
            .put("observations_refused", 5)
            .set(
                "dead_letter_reasons",
                JSON.createArrayNode()
                    .add(
                        JSON.createObjectNode()
                            .put("reason", "theta1: expected [4], found [5]")
                            .put("count", 2))));
    awaitReplay("898 of 900 steps observed");
    assertThat(shown())
        .isEqualTo(
            String.join(
                " · ",
                "898 of 900 steps observed",
                "1,796 rows",
                "10\u00a0s",
                "900 of 938 steps are still in the topic: retention took 38",
                "3 steps were skipped by the trainer, and never published",
                "2 steps cannot be observed (dead letters): 2 × theta1: expected [4], found [5]",
                "5 observations were asked for on samples that their steps do not have"));
    assertThat(browser.evaluate("document.querySelector('.replay progress').hidden").asBoolean())
        .isTrue();
    assertThat(browser.evaluate("document.querySelector('.replay .state').textContent").asText())
        .isEqualTo("completed");
  }

  @Test
  void saysWhatTheCurvatureServiceWaitsForUntilItIsThere() {
    curvatureService.answer(
        "GET /q/health/ready",
        503,
        "{\"status\": \"DOWN\", \"checks\": [{\"name\": \"observing\", \"status\": \"UP\"},"
            + " {\"name\": \"machine\", \"status\": \"DOWN\", \"data\": {\"reason\":"
            + " \"data set mnist is not here; put it there\"}}]}");
    String waiting = "the curvature service: data set mnist is not here; put it there";
    assertThat(page.system.json("/api/status").path("waiting_for"))
        .singleElement()
        .extracting(JsonNode::asText)
        .isEqualTo(waiting);

    page.open("#run=r");
    awaitText("waiting-for", "Waiting: " + waiting);

    curvatureService.answer("GET /q/health/ready", 200, "{\"status\": \"UP\", \"checks\": []}");
    page.open("#run=r");
    awaitText("waiting-for", "");
  }

  @Test
  void showsTheRowsOfAReplayWhenTheyCome() {
    List<CurvatureObserved> live = Observations.series("late", "hessian", 30, 2);
    List<CurvatureObserved> replayed = Observations.series("late", "ggn/layer", 30, 3);
    page.publish(run("late", 30).build(), live);
    show(replay("running", 0, 0).put("run", "late"));
    page.open("#run=late");
    browser.await(points("alpha-chart", "steps hessian") + " > 0");
    assertThat(page.isHidden("ratio-card")).isTrue();

    page.publish(run("late", 30).build(), replayed);
    show(replay("completed", 30, 30).put("run", "late"));

    String tick = "document.querySelector('[aria-label=\"Draw ggn/layer\"]')";
    browser.await(tick);
    browser.evaluate(tick + ".click()");
    browser.await(points("alpha-chart", "median ggn/layer") + " === 30");
    browser.await(
        "!%s.hidden && %s > 0".formatted(element("ratio-card"), points("ratio-chart", "ratio")));
  }

  @Test
  void saysWhyAReplayWasNotStartedAndKeepsTheInput() {
    String mistake = "there is no operator 'gnn' in 'gnn/layer'; operators: hessian, ggn";
    curvatureService.answer("POST /replays", 400, "{\"error\": \"%s\"}".formatted(mistake));
    type("replay-curvature", "gnn/layer");
    type("replay-to", "17");

    page.click("replay-start");

    awaitText("replay-error", "The replay was not started: " + mistake);
    assertThat(page.isHidden("replay-note")).isTrue();
    assertThat(value("replay-curvature")).isEqualTo("gnn/layer");
    assertThat(value("replay-to")).isEqualTo("17");
    assertThat(browser.evaluate(element("replay-start") + ".disabled").asBoolean()).isFalse();
  }

  @Test
  void saysWhereTheTokenIsToStartOrCancelOne() {
    int asked = curvatureService.requests("POST /replays").size();
    browser.evaluate("sessionStorage.clear()");
    show(replay("running", 0, 0));
    page.open("#run=r");
    awaitReplay("0\u202f% · 0 steps observed");
    type("replay-curvature", "ggn, hessian@all");
    type("replay-from", "3");
    type("replay-to", "17");

    page.click("replay-start");

    awaitText(
        "replay-error",
        "Starting a replay needs the system's token. Open the address that ./alphascope status"
            + " prints, or start it in a terminal: ./alphascope replay --run r --curvature"
            + " ggn,hessian@all --steps 3..17");
    browser.evaluate("document.querySelector('.replay button').click()");
    browser.await(
        "document.querySelector('.replay .complaint').textContent.endsWith('./alphascope replay"
            + " --cancel %s')".formatted(ID));
    assertThat(curvatureService.requests("POST /replays")).hasSize(asked);
    assertThat(curvatureService.requests("DELETE /replays/" + ID)).isEmpty();
  }

  @Test
  void cancelsAReplay() {
    show(replay("running", 100, 90).put("replay", "to-cancel"));
    awaitReplay("10\u202f% · 90 steps observed");
    curvatureService.answer("DELETE /replays/to-cancel", 409, "{\"error\": \"not now\"}");
    String button = "document.querySelector('.replay button')";

    browser.evaluate(button + ".click()");
    browser.await(
        "document.querySelector('.replay .complaint').textContent"
            + " === 'The replay was not cancelled: not now'");

    ObjectNode cancelled = replay("cancelled", 100, 90).put("replay", "to-cancel");
    curvatureService.answer("DELETE /replays/to-cancel", 200, cancelled.toString());
    show(cancelled);
    browser.evaluate(button + ".click()");

    browser.await("document.querySelector('.replay .state').textContent === 'cancelled'");
    assertThat(browser.evaluate(button + ".hidden").asBoolean()).isTrue();
    assertThat(curvatureService.requests("DELETE /replays/to-cancel").get(1).authorization())
        .isEqualTo("Bearer " + AggregatorProcess.TOKEN);
  }

  /** What there is, from now on. */
  private static void show(ObjectNode... replays) {
    curvatureService.answer("GET /replays", 200, "{\"replays\": %s}".formatted(List.of(replays)));
  }

  private static void keep(String steps) {
    curvatureService.answer(
        "GET /kept-steps",
        200,
        "{\"runs\": [{\"run\": \"r\", \"published\": 938, \"kept\": %s}]}".formatted(steps));
  }

  /** As the curvature service describes one of a thousand records. */
  private static ObjectNode replay(String state, int recordsDone, int stepsObserved) {
    ObjectNode replay =
        JSON.createObjectNode()
            .put("replay", ID)
            .put("run", "r")
            .putNull("first_step")
            .putNull("last_step")
            .put("state", state)
            .putNull("message")
            .put("created", "2026-01-02T03:04:05Z")
            .put("updated", "2026-01-02T03:04:06Z")
            .putNull("ended")
            .put("records", 1000)
            .put("records_done", recordsDone)
            .put("steps_found", stepsObserved)
            .put("steps_observed", stepsObserved)
            .put("observations", 2 * stepsObserved)
            .put("steps_dead_lettered", 0)
            .put("observations_refused", 0)
            .put("steps_published", 1000)
            .putNull("steps_deleted")
            .put("steps_skipped", 0)
            .putNull("estimated_seconds");
    replay.putArray("curvatures").add("ggn/layer").add("hessian@test:256");
    replay.putArray("observables");
    return replay;
  }

  private static void type(String id, String text) {
    browser.evaluate(
        "%s.value = '%s', %1$s.dispatchEvent(new Event('input', {bubbles: true}))"
            .formatted(element(id), text));
  }

  private static String value(String id) {
    return browser.evaluate(element(id) + ".value").asText();
  }

  private static String suggestions() {
    JsonNode values =
        browser.evaluate(
            "[...%s.children].map(o => o.value).join(' ')"
                .formatted(element("replay-suggestions")));
    return values.asText();
  }

  private static double progress() {
    return browser.evaluate("document.querySelector('.replay progress').value").asDouble();
  }

  private static String shown() {
    return browser.evaluate("document.querySelector('.replay p').textContent").asText();
  }

  private static void awaitReplay(String beginning) {
    browser.await(
        "document.querySelector('.replay p').textContent.startsWith('%s')".formatted(beginning));
  }

  private static void awaitText(String id, String text) {
    browser.await("%s.textContent === \"%s\"".formatted(element(id), text));
  }
}
