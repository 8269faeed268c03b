package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Timestamp;
import io.alphascope.aggregator.browser.Browser;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The page in a real browser, on a real aggregator; what it shows, and what it is to show. */
final class OpenedPage implements AutoCloseable {

  final RunningAggregator system;
  final Browser browser;

  /** Explains the names of curvatures, and answers what else a test says. */
  final AnsweringService curvatureService = new AnsweringService();

  /** Starts all of it, the aggregator on an empty database. */
  OpenedPage(TestDatabase database) {
    assumeTrue(
        Browser.installed().isPresent(),
        "no Chromium here: install it (apt-get install chromium) or name it by"
            + " -Dalphascope.chromium");
    explainCurvatures();
    for (String route : List.of("GET /replays", "GET /kept-steps")) {
      curvatureService.answer(route, 503, "{\"error\": \"not yet\"}");
    }
    system =
        RunningAggregator.started(
            database, Map.of("alphascope.aggregator.curvature-url", curvatureService.address()));
    browser = new Browser(Browser.installed().orElseThrow());
  }

  /** Lets the curvature service answer which curvatures there are, as it does from the start. */
  void explainCurvatures() {
    curvatureService.answer("GET /curvatures", 200, resource("/curvatures.json"));
  }

  private static String resource(String name) {
    try (InputStream stream = OpenedPage.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void open(String fragment) {
    browser.open(system.process.address() + fragment);
  }

  /** Publishes what there is to see, and waits until it can be seen. */
  @SafeVarargs
  final void publish(RunChanged run, List<CurvatureObserved>... series) {
    system.publish(Topic.RUNS, run.getRun(), run);
    List.of(series).forEach(system::publish);
    for (List<CurvatureObserved> observations : series) {
      String rows =
          "SELECT count(*) FROM %%s WHERE run = '%s' AND curvature = '%s' AND step BETWEEN %d AND %d"
              .formatted(
                  observations.get(0).getRun(),
                  observations.get(0).getCurvature(),
                  observations.get(0).getStep(),
                  observations.get(observations.size() - 1).getStep());
      system.await(rows.formatted("observations"), observations.size());
      system.await(rows.formatted("statistics"), 3 * observations.size());
    }
    system.await("SELECT count(*) FROM runs WHERE run = '%s'".formatted(run.getRun()), 1);
  }

  static RunChanged.Builder run(String run, int steps) {
    return RunChanged.newBuilder()
        .setRun(run)
        .setState(RunChanged.State.COMPLETED)
        .setStarted(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond()))
        .setStepsPlanned(steps)
        .setStepsTaken(steps)
        .setStepsPublished(steps)
        .setLastPublishedStep(steps - 1)
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("784-128-64-10")
                .setDataset("mnist")
                .setOptimizer(Optimizer.newBuilder().setName("sgd").setLearningRate(0.01)))
        .addEvaluations(
            EpochEvaluated.newBuilder()
                .setEpoch(1)
                .setStep(steps - 1)
                .setTestLoss(0.35)
                .setTestAccuracy(0.904));
  }

  String text(String id) {
    return browser.evaluate(element(id) + ".textContent").asText();
  }

  boolean isHidden(String id) {
    return browser.evaluate(element(id) + ".hidden").asBoolean();
  }

  void click(String id) {
    browser.evaluate(element(id) + ".click()");
  }

  void assertPoints(String chart, String series, int expected) {
    assertThat(browser.evaluate(points(chart, series)).asInt())
        .as("points of %s in %s", series, chart)
        .isEqualTo(expected);
  }

  /** JavaScript: an element. */
  static String element(String id) {
    return "document.getElementById('" + id + "')";
  }

  /** JavaScript: how many points a series of a chart has. */
  static String points(String chart, String series) {
    return data(chart, series) + ".length";
  }

  /** JavaScript: the points of a series of a chart. */
  static String data(String chart, String series) {
    return "%s.getOption().series.find(s => s && s.id === '%s').data"
        .formatted(chart(chart), series);
  }

  /** JavaScript: a chart. */
  static String chart(String id) {
    return "echarts.getInstanceByDom(" + element(id) + ")";
  }

  @Override
  public void close() {
    browser.close();
    system.close();
    curvatureService.close();
  }
}
