package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Timestamp;
import io.alphascope.aggregator.Observations;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.Topic;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page in a real browser, on the real aggregator. */
class PageIT {

  private static final String OWN = "hessian";
  private static final String FRESH = "hessian@fresh:256";

  private static RunningAggregator system;
  private static Browser browser;

  @BeforeAll
  static void start() {
    assumeTrue(
        Browser.installed().isPresent(),
        "no Chromium here: install it (apt-get install chromium) or name it by"
            + " -Dalphascope.chromium");
    system = RunningAggregator.started();
    browser = new Browser(Browser.installed().orElseThrow());
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (system != null) {
      system.close();
    }
  }

  @AfterEach
  void throwsNothing() {
    assertThat(browser.exceptions()).isEmpty();
  }

  @Test
  void drawsEveryObservationOfOwnBesideFreshBatches() {
    List<CurvatureObserved> own = Observations.series("drawn", OWN, 300, 11);
    List<CurvatureObserved> fresh = Observations.series("drawn", FRESH, 300, 12);
    publish(run("drawn", 300).build(), own, fresh);

    open("#run=drawn&window=20");

    browser.await(points("alpha-chart", "steps hessian") + " > 0");
    assertPoints("alpha-chart", "steps " + OWN, positive(own));
    assertPoints("alpha-chart", "steps " + FRESH, positive(fresh));
    assertPoints("alpha-chart", "median " + OWN, 300);
    assertPoints("alpha-chart", "quartiles " + FRESH, 300);
    for (Status status : List.of(Status.NON_POSITIVE_CURVATURE, Status.ASCENT, Status.NON_FINITE)) {
      assertPoints(
          "alpha-chart",
          "strip " + status.name().toLowerCase(),
          with(status, own) + with(status, fresh));
    }
    assertPoints("loss-chart", "loss_before", 300);
    assertPoints("slope-chart", "slope", 300);
    assertPoints("test-chart", "test_accuracy", 1);
    assertThat(browser.evaluate(markedLines()).toString()).isEqualTo("[1,0.5]");
    assertThat(text("tile-observed")).isEqualTo("300");
    assertThat(text("tile-accuracy")).isEqualTo("90.40\u202f%");
    assertThat(text("verdict"))
        .startsWith("The rate of 0.01 is about ")
        .endsWith(" for fresh ones (medians of the last 20 steps).");
    assertThat(text("strip-key"))
        .contains(
            "non-positive curvature %d / %d"
                .formatted(
                    with(Status.NON_POSITIVE_CURVATURE, own),
                    with(Status.NON_POSITIVE_CURVATURE, fresh)));
    assertThat(browser.evaluate("document.getElementById('alpha-note').hidden").asBoolean())
        .isTrue();
  }

  @Test
  void growsWithoutReload() {
    List<CurvatureObserved> series = Observations.series("growing", OWN, 260, 21);
    publish(run("growing", 130).setState(RunChanged.State.RUNNING).build(), series.subList(0, 130));
    open("#run=growing");
    browser.await(points("alpha-chart", "median hessian") + " === 130");
    browser.evaluate("window.notReloaded = true");

    publish(run("growing", 260).build(), series.subList(130, 260));

    browser.await(points("alpha-chart", "median hessian") + " === 260");
    assertPoints("alpha-chart", "steps hessian", positive(series));
    browser.await("document.getElementById('run-state').textContent === 'completed'");
    assertThat(browser.evaluate("window.notReloaded").asBoolean()).isTrue();
  }

  @Test
  void showsTheNewestRunIfNoneIsChosen() {
    Instant tomorrow = Instant.now().plusSeconds(86_400);
    RunChanged newest =
        run("newest", 5)
            .setStarted(Timestamp.newBuilder().setSeconds(tomorrow.getEpochSecond()))
            .build();
    publish(newest, Observations.series("newest", OWN, 5, 31));

    open("");

    browser.await("document.getElementById('run-name').textContent === 'newest'");
    browser.await("document.querySelector('#runs a[aria-current]').textContent.includes('newest')");
  }

  @Test
  void saysThatManyRowsAreDownSampledAndShowsThemSinglyWhenZoomed() {
    publish(run("long", 1500).build(), Observations.series("long", OWN, 1500, 41));
    open("#run=long");
    browser.await(points("alpha-chart", "range hessian") + " > 0");
    assertThat(text("alpha-note")).startsWith("Down-sampled: each point stands for 2 steps.");
    assertPoints("alpha-chart", "range hessian", 750);

    browser.evaluate(
        chart("alpha-chart") + ".dispatchAction({type: 'dataZoom', start: 20, end: 30})");

    browser.await(points("slope-chart", "slope") + " === 151");
    browser.await("document.getElementById('alpha-note').hidden");
    assertThat(browser.evaluate("location.hash").asText()).contains("steps=300..450");
    assertThat(text("tile-alpha-star-more")).contains("the last 100 steps");
  }

  @Test
  void followsTheSystemsThemeUntilAnotherIsChosen() {
    publish(run("themed", 5).build(), Observations.series("themed", OWN, 5, 51));
    String background = "getComputedStyle(document.body).backgroundColor";
    browser.prefersDark(false);
    open("#run=themed");
    String light = browser.evaluate(background).asText();

    browser.prefersDark(true);
    String dark = browser.evaluate(background).asText();
    assertThat(dark).isNotEqualTo(light);
    browser.await("document.getElementById('theme').textContent === 'Light theme'");

    browser.evaluate("document.getElementById('theme').click()");
    open("#run=themed");
    assertThat(browser.evaluate(background).asText()).isEqualTo(light);

    browser.evaluate("document.getElementById('theme').click()");
    assertThat(browser.evaluate(background).asText()).isEqualTo(dark);
    browser.prefersDark(false);
  }

  @Test
  void showsWhatOthersWroteAsTextOnly() {
    String hostile = "<img src=x onerror=\"window.harmed = true\">";
    RunChanged.Builder run =
        run("hostile", 5).setState(RunChanged.State.FAILED).setMessage(hostile);
    run.getSpecificationBuilder().setDataset(hostile).setNetwork(hostile);
    publish(run.build(), Observations.series("hostile", OWN, 5, 61));
    String names =
        browser.beforeEveryPage(
            """
            const ask = window.fetch;
            window.fetch = async (...request) => {
              const text = await (await ask(...request)).text();
              return new Response(text.replaceAll('"run":"hostile"',
                '"run":"<img src=x onerror=window.harmed=true>"'));
            };
            """);

    open("#run=hostile");

    browser.await("document.getElementById('run-name').textContent.startsWith('<img src=x')");
    browser.takeBack(names);
    assertThat(text("run-message")).isEqualTo(hostile);
    assertThat(text("runs")).contains("<img src=x onerror=window.harmed=true>");
    assertThat(browser.evaluate("document.querySelectorAll('main img, nav img').length").asInt())
        .isZero();
    assertThat(browser.evaluate("window.harmed === undefined").asBoolean()).isTrue();
  }

  @Test
  void saysWhatToDoWhereThereIsNoRun() {
    String none =
        browser.beforeEveryPage("window.fetch = async () => new Response('{\"runs\": []}');");
    open("");
    browser.await("!document.getElementById('empty').hidden");
    browser.takeBack(none);
    assertThat(text("empty")).contains("./alphascope train");

    open("#run=nobody");
    browser.await("!document.getElementById('unknown').hidden");
  }

  @Test
  void fitsAPhone() {
    publish(run("narrow", 50).build(), Observations.series("narrow", OWN, 50, 71));
    browser.width(390);
    open("#run=narrow");
    browser.await(points("alpha-chart", "median hessian") + " === 50");

    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
    browser.width(1400);
  }

  @Test
  void saysThatTheConnectionIsLostAndRecovers() {
    publish(run("lost", 5).build(), Observations.series("lost", OWN, 5, 81));
    open("?run=lost");
    browser.await("document.getElementById('connection').dataset.state === 'live'");

    system.process.kill();
    browser.await("!document.getElementById('banner').hidden");
    assertThat(text("connection")).isEqualTo("connection lost");
    assertThat(text("banner")).contains("The aggregator does not answer.");

    system.process.start();
    system.process.awaitReady();
    browser.await("document.getElementById('banner').hidden");
    assertThat(text("run-name")).isEqualTo("lost");
  }

  @Test
  void stopsARunWithTheTokenFromTheAddress() {
    publish(
        run("running", 5).setState(RunChanged.State.RUNNING).build(),
        Observations.series("running", OWN, 5, 91));
    String button = "document.getElementById('stop')";
    open("#run=running");
    browser.evaluate("sessionStorage.clear()");
    open("#run=running");
    browser.await("!%s.hidden".formatted(button));

    browser.evaluate(button + ".click()");
    assertThat(text("stop-note")).contains("./alphascope status", "./alphascope stop running");

    open("#run=running&token=" + AggregatorProcess.TOKEN);
    browser.await("!%s.hidden".formatted(button));
    assertThat(browser.evaluate("location.href").asText())
        .endsWith("#run=running")
        .doesNotContain(AggregatorProcess.TOKEN);
    open("#run=running"); // as a reload: it is remembered
    browser.await("!%s.hidden".formatted(button));
    browser.evaluate(button + ".click()");
    assertThat(browser.evaluate(button + ".textContent").asText()).isEqualTo("Click again to stop");
    browser.evaluate(button + ".click()");
    // Past the aggregator's door: there is no trainer behind it here.
    browser.await("!document.getElementById('stop-note').hidden");
    assertThat(text("stop-note")).contains("the trainer at http://127.0.0.1:8081 does not answer");

    publish(run("ended", 5).build(), Observations.series("ended", OWN, 5, 92));
    open("#run=ended");
    browser.await("document.getElementById('run-name').textContent === 'ended'");
    assertThat(browser.evaluate(button + ".hidden").asBoolean()).isTrue();
  }

  @SafeVarargs
  private static void publish(RunChanged run, List<CurvatureObserved>... series) {
    system.publish(Topic.RUNS, run.getRun(), run);
    List.of(series).forEach(system::publish);
    for (List<CurvatureObserved> observations : series) {
      CurvatureObserved last = observations.get(observations.size() - 1);
      system.await(
          "SELECT count(*) FROM statistics WHERE run = '%s' AND curvature = '%s' AND step = %d"
              .formatted(last.getRun(), last.getCurvature(), last.getStep()),
          3);
    }
    system.await("SELECT count(*) FROM runs WHERE run = '%s'".formatted(run.getRun()), 1);
  }

  private static RunChanged.Builder run(String run, int steps) {
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

  private static int positive(List<CurvatureObserved> series) {
    return (int) series.stream().filter(o -> o.hasAlphaStar() && o.getAlphaStar() > 0).count();
  }

  private static int with(Status status, List<CurvatureObserved> series) {
    return (int) series.stream().filter(o -> o.getStatus() == status).count();
  }

  private static void open(String fragment) {
    browser.open(system.process.address() + fragment);
  }

  private static String text(String id) {
    return browser.evaluate("document.getElementById('" + id + "').textContent").asText();
  }

  private static void assertPoints(String chart, String series, int expected) {
    assertThat(browser.evaluate(points(chart, series)).asInt())
        .as("points of %s in %s", series, chart)
        .isEqualTo(expected);
  }

  /** JavaScript: how many points a series of a chart has. */
  private static String points(String chart, String series) {
    return "%s.getOption().series.find(s => s && s.id === '%s').data.length"
        .formatted(chart(chart), series);
  }

  private static String markedLines() {
    return chart("alpha-chart")
        + ".getOption().series.find(s => s && s.id === 'marks').markLine.data.map(m => m.yAxis)";
  }

  private static String chart(String id) {
    return "echarts.getInstanceByDom(document.getElementById('" + id + "'))";
  }
}
