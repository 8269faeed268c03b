package io.alphascope.aggregator.system;

import static io.alphascope.aggregator.system.OpenedPage.chart;
import static io.alphascope.aggregator.system.OpenedPage.data;
import static io.alphascope.aggregator.system.OpenedPage.element;
import static io.alphascope.aggregator.system.OpenedPage.points;
import static io.alphascope.aggregator.system.OpenedPage.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.browser.Browser;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page in a real browser, on the real aggregator. */
@ExtendWith(SharedServers.class)
class PageIT {

  private static final String OWN = "hessian";
  private static final String FRESH = "hessian@fresh:256";

  private static OpenedPage page;
  private static Browser browser;

  @BeforeAll
  static void start(TestDatabase database) {
    page = new OpenedPage(database);
    browser = page.browser;
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
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
    page.publish(run("drawn", 300).build(), own, fresh);

    page.open("#run=drawn&window=20");

    browser.await(points("alpha-chart", "steps hessian") + " > 0");
    page.assertPoints("alpha-chart", "steps " + OWN, positive(own));
    page.assertPoints("alpha-chart", "steps " + FRESH, positive(fresh));
    page.assertPoints("alpha-chart", "median " + OWN, 300);
    page.assertPoints("alpha-chart", "quartiles " + FRESH, 300);
    for (Status status : List.of(Status.NON_POSITIVE_CURVATURE, Status.ASCENT, Status.NON_FINITE)) {
      page.assertPoints(
          "alpha-chart",
          "strip " + status.name().toLowerCase(),
          with(status, own) + with(status, fresh));
    }
    page.assertPoints("loss-chart", "loss_before", 300);
    page.assertPoints("slope-chart", "slope", 300);
    page.assertPoints("test-chart", "test_accuracy", 1);
    assertThat(browser.evaluate(markedLines()).toString()).isEqualTo("[1,0.5]");
    assertThat(page.text("tile-observed")).isEqualTo("300");
    assertThat(page.text("tile-accuracy")).isEqualTo("90.40\u202f%");
    assertThat(page.text("verdict")).isEqualTo(verdict("drawn", 20));
    assertThat(page.text("strip-key"))
        .contains(
            "non-positive curvature %d / %d"
                .formatted(
                    with(Status.NON_POSITIVE_CURVATURE, own),
                    with(Status.NON_POSITIVE_CURVATURE, fresh)));
    assertThat(browser.evaluate("document.getElementById('alpha-note').hidden").asBoolean())
        .isTrue();
    assertThat(page.isHidden("layers-none")).isFalse();
    assertThat(page.isHidden("layers-chart")).isTrue();
  }

  @Test
  void drawsAHeatMapOfTheLayersAndNamesTheOneThatLimitsTheRate() {
    List<CurvatureObserved> layered =
        Observations.withLayers(
            Observations.series("layered", "hessian/layer", 300, 16), "conv", "fc1", "fc2");
    List<CurvatureObserved> other =
        Observations.withLayers(Observations.series("layered", "ggn/layer", 50, 17), "fc1");
    page.publish(run("layered", 300).build(), layered, other);

    page.open("#run=layered&window=20");

    browser.await(points("layers-chart", "cells") + " > 0");
    page.assertPoints("layers-chart", "cells", 150 * 3);
    assertThat(browser.evaluate(chart("layers-chart") + ".getOption().yAxis[0].data").toString())
        .isEqualTo("[\"conv\",\"fc1\",\"fc2\"]");
    assertThat(page.isHidden("layers-none")).isTrue();
    assertThat(page.text("layers-note"))
        .startsWith("Down-sampled: each cell is the median of 2 steps.");
    assertThat(page.text("layers-verdict"))
        .isEqualTo(
            page.system
                .json("/api/runs/layered/layers?curvature=hessian/layer&window=20")
                .at("/verdict")
                .asText())
        .startsWith("Layer conv limits the rate: over the last ");
    assertThat(page.text("layers-key")).contains("Grey: 1.", "the layer points uphill");

    choose("layers-quantity", "parameter_norm");
    browser.await(element("layers-key") + ".textContent === '1012'");
    choose("layers-curvature", "ggn/layer");
    browser.await(points("layers-chart", "cells") + " === 50");
    assertThat(browser.evaluate("location.hash").asText())
        .contains("layers=ggn%2Flayer", "layer_quantity=parameter_norm");
  }

  @Test
  void saysWhatIsInconsistent() {
    List<CurvatureObserved> own = Observations.series("scaled", OWN, 30, 14);
    page.publish(run("scaled", 30).build(), Observations.withPublishedGradient(own, 65536));
    page.publish(run("well", 30).build(), Observations.series("well", OWN, 30, 15));
    page.system.await(
        "SELECT count(*) FROM runs WHERE run = 'scaled' AND remarks[1] LIKE '%steps 0 to 29%'", 1);

    page.open("#run=scaled");
    browser.await("!" + element("remarks") + ".hidden");
    assertThat(page.text("remarks"))
        .contains("the published gradient is 65536 times the one measured with the declared")
        .contains("usually a loss scale (GradScaler) that was not undone.");

    page.open("#run=well");
    browser.await(element("run-name") + ".textContent === 'well'");
    assertThat(page.isHidden("remarks")).isTrue();
  }

  @Test
  void drawsTheRatioOfTwoCurvaturesStepByStep() {
    List<CurvatureObserved> hessian = Observations.series("compared", OWN, 300, 101);
    List<CurvatureObserved> ggn = Observations.series("compared", "ggn", 300, 102);
    List<CurvatureObserved> fresh = Observations.series("compared", FRESH, 300, 103);
    page.publish(run("compared", 300).build(), hessian, ggn, fresh);
    page.open("#run=compared&window=20");
    browser.await(points("ratio-chart", "ratio") + " > 0");
    assertThat(browser.evaluate(chosenRatio()).asText()).isEqualTo("hessian ÷ hessian@fresh:256");
    assertRatios(hessian, fresh);
    assertThat(browser.evaluate(markedLine()).toString()).isEqualTo("[1]");

    choose("ratio-to", "ggn");
    browser.await(chart("ratio-chart") + ".getOption().yAxis[0].name.includes('÷ α* by ggn')");
    assertRatios(hessian, ggn);
    assertThat(browser.evaluate("location.hash").asText()).contains("ratio=hessian&ratio=ggn");

    choose("ratio-of", "ggn"); // the other's: they are exchanged
    browser.await(chart("ratio-chart") + ".getOption().yAxis[0].name.includes('α* by ggn ÷')");
    assertRatios(ggn, hessian);

    browser.evaluate("document.querySelector('[aria-label=\"Draw ggn\"]').click()");
    browser.await(chosenRatio() + " === 'hessian ÷ hessian@fresh:256'");
    browser.evaluate("document.querySelector('[aria-label=\"Draw hessian\"]').click()");
    assertThat(page.isHidden("ratio-card")).isTrue();
  }

  @Test
  void drawsTheRatioOfALongRunInBuckets() {
    List<CurvatureObserved> hessian = Observations.series("long-compared", OWN, 1500, 111);
    List<CurvatureObserved> ggn = Observations.series("long-compared", "ggn", 1500, 112);
    page.publish(run("long-compared", 1500).build(), hessian, ggn);
    page.open("#run=long-compared");
    browser.await(points("ratio-chart", "ratio range") + " > 0");
    NaiveRatios expected = new NaiveRatios(hessian, ggn, 0, 1499, 1000);
    page.assertPoints("ratio-chart", "ratio range", expected.buckets(128).size());
    assertThat(page.text("ratio-note"))
        .isEqualTo("Down-sampled: each point stands for 2 steps. Zoom in for single steps.");

    browser.evaluate(
        chart("ratio-chart") + ".dispatchAction({type: 'dataZoom', start: 20, end: 30})");

    browser.await(points("slope-chart", "slope") + " === 151");
    browser.await(points("ratio-chart", "ratio") + " > 0");
    assertRatios(hessian.subList(300, 451), ggn.subList(300, 451));
  }

  @Test
  void saysOfAForeignRunWhatItsStepsTellAndNothingElse() {
    List<CurvatureObserved> series =
        Observations.series("foreign", OWN, 40, 13).stream()
            .map(row -> row.toBuilder().setLearningRate(0.05).build())
            .toList();
    page.publish(
        RunChanged.newBuilder()
            .setRun("foreign")
            .setState(RunChanged.State.FOREIGN)
            .setSpecification(RunSpecification.newBuilder().setNetwork("784-10"))
            .build(),
        series);

    page.open("#run=foreign");

    browser.await(points("alpha-chart", "median hessian") + " === 40");
    assertThat(page.text("run-specification"))
        .isEqualTo(
            "784-10 · data of its own · optimizer unknown, rate 0.05 · batches of 64 · in epoch 1");
    assertThat(page.text("tile-rate")).isEqualTo("0.05");
    assertThat(page.text("tile-rate-more")).matches("× α\\* = [1-9·⁻0.]+, where the parabola ends");
    assertThat(page.text("tile-steps-name")).isEqualTo("Steps seen");
    assertThat(page.text("tile-steps")).isEqualTo("40");
    assertThat(page.text("tile-steps-more"))
        .isEqualTo("from 0 to 39; the number published is unknown");
    assertThat(page.text("tile-accuracy-more"))
        .isEqualTo("unknown: its client publishes only steps");
    assertThat(page.text("runs")).contains("rate 0.05 · 40 steps seen");
  }

  @Test
  void showsHowFarARunIsThatAClientTrainsAndLeavesItsEndToThat() {
    page.publish(
        RunChanged.newBuilder()
            .setRun("outside")
            .setState(RunChanged.State.RUNNING)
            .setPublisher("alphascope-python 0.1")
            .setStepsTaken(45)
            .setStepsPublished(40)
            .setStepsSkipped(5)
            .setTrainingSeconds(12)
            .build(),
        Observations.series("outside", OWN, 40, 13));

    page.open("#run=outside");

    browser.await(points("alpha-chart", "median hessian") + " === 40");
    assertThat(page.text("run-state")).isEqualTo("running");
    assertThat(page.text("run-specification")).endsWith(" · trained by alphascope-python 0.1");
    assertThat(page.text("tile-steps-name")).isEqualTo("Steps published");
    assertThat(page.text("tile-steps")).isEqualTo("40");
    assertThat(page.text("tile-steps-more")).startsWith("45 taken, 5 skipped; trained for ");
    assertThat(page.text("tile-accuracy-more")).isEqualTo("unknown: its client has reported none");
    assertThat(browser.evaluate("document.getElementById('stop').hidden").asBoolean()).isTrue();
  }

  @Test
  void explainsTheNamesOfCurvaturesAsSoonAsTheCurvatureServiceDoes() {
    page.publish(run("named", 20).build(), Observations.series("named", "ggn/layer", 20, 14));
    page.curvatureService.answer("GET /curvatures", 503, "{\"error\": \"not yet\"}");
    page.open("#run=named");

    browser.await(points("alpha-chart", "median ggn/layer") + " === 20");
    assertThat(page.text("curvatures")).contains("ggn/layer").doesNotContain("Gauss-Newton");

    page.explainCurvatures();

    browser.await(
        element("curvatures")
            + ".textContent.includes('Gauss-Newton, one block a layer, own samples')");
  }

  @Test
  void saysHowARunIsTrainedWhereThatIsNotPlain() {
    List<CurvatureObserved> series = Observations.series("scheduled", OWN, 20, 15);
    RunChanged.Builder run = OpenedPage.run("scheduled", 20);
    run.getSpecificationBuilder().setSchedule("cosine").setWarmupSteps(5);
    run.getSpecificationBuilder()
        .getOptimizerBuilder()
        .setName("momentum")
        .setMomentum(0.9)
        .setNesterov(true)
        .setWeightDecay(0.0005);
    run.getSpecificationBuilder().addObservables("trace@50").addObservables("noise");
    page.publish(run.build(), series);

    page.open("#run=scheduled");

    browser.await(points("alpha-chart", "median hessian") + " === 20");
    assertThat(page.text("run-specification"))
        .contains(" · momentum (0.9, Nesterov, weight decay 0.0005), rate ")
        .contains(" (cosine, 5 steps of warm-up) · ")
        .contains(" · observing trace@50, noise");
  }

  @Test
  void saysThatNothingIsKnownOfARateThatNoStepCarries() {
    List<CurvatureObserved> series =
        Observations.series("rateless", OWN, 20, 14).stream()
            .map(row -> row.toBuilder().clearLearningRate().clearLearningRateStar().build())
            .toList();
    page.publish(
        RunChanged.newBuilder().setRun("rateless").setState(RunChanged.State.FOREIGN).build(),
        series);

    page.open("#run=rateless");

    browser.await(points("alpha-chart", "median hessian") + " === 20");
    assertThat(page.text("tile-rate")).isEqualTo("–");
    assertThat(page.text("tile-rate-more")).isEqualTo("unknown: its steps contain no rate");
    assertThat(page.text("verdict")).contains("he step is ");
  }

  @Test
  void saysFirstThatTheLastStepsAreNotFinite() {
    List<CurvatureObserved> series =
        Observations.series("diverged", OWN, 4, 15).stream()
            .map(
                row ->
                    row.getStep() == 0
                        ? row.toBuilder().setStatus(Status.OK).setAlphaStar(44).build()
                        : row.toBuilder().clearAlphaStar().setStatus(Status.NON_FINITE).build())
            .toList();
    page.publish(run("diverged", 4).build(), series);

    page.open("#run=diverged");

    browser.await("document.getElementById('verdict').textContent.startsWith('The ')");
    assertThat(page.text("verdict"))
        .isEqualTo(
            "The last 3 steps, from step 1 on, are not finite: a parameter, the loss, the slope or"
                + " the curvature is NaN or infinite. Up to then, the rate of 0.01 was about 44"
                + " times too short for its own batches. Median of 1 of the last 4 steps (left out:"
                + " 3 not finite).");
    browser.await("document.getElementById('tile-alpha-star').textContent === '44'");
    assertThat(page.text("tile-alpha-star-more")).startsWith("median of 1 of the last 4 steps;");
  }

  @Test
  void growsWithoutReload() {
    List<CurvatureObserved> series = Observations.series("growing", OWN, 260, 21);
    page.publish(
        run("growing", 130).setState(RunChanged.State.RUNNING).build(), series.subList(0, 130));
    page.open("#run=growing");
    browser.await(points("alpha-chart", "median hessian") + " === 130");
    browser.evaluate("window.notReloaded = true");

    page.publish(run("growing", 260).build(), series.subList(130, 260));

    browser.await(points("alpha-chart", "median hessian") + " === 260");
    page.assertPoints("alpha-chart", "steps hessian", positive(series));
    browser.await("document.getElementById('run-state').textContent === 'completed'");
    assertThat(browser.evaluate("window.notReloaded").asBoolean()).isTrue();
  }

  @Test
  void drawsStatisticsThatComeAfterTheLastObservation() {
    page.publish(run("late", 30).build(), Observations.series("late", OWN, 30, 25));
    String first =
        changingStatisticsUntil(
            "window.allThere",
            "body.statistics = body.statistics.filter(({step}) => step < 10 || step > 19);");
    page.open("#run=late");
    browser.takeBack(first);
    browser.await(points("alpha-chart", "median hessian") + " === 20");

    browser.evaluate("window.allThere = true");

    browser.await(points("alpha-chart", "median hessian") + " === 30");
  }

  @Test
  void drawsStatisticsThatChangeAfterTheLastObservation() {
    page.publish(run("changing", 30).build(), Observations.series("changing", OWN, 30, 26));
    String first =
        changingStatisticsUntil(
            "window.changed",
            """
            window.changed = true;
            body.statistics.forEach((row) => { row.alpha_star_median = 1000; });\
            """);
    page.open("#run=changing");
    browser.takeBack(first);
    String median = data("alpha-chart", "median hessian") + ".at(-1)[1]";

    browser.await("window.changed && %s < 7".formatted(median));
  }

  @Test
  void showsTheNewestRunIfNoneIsChosen() {
    Instant tomorrow = Instant.now().plusSeconds(86_400);
    RunChanged newest =
        run("newest", 5)
            .setStarted(Timestamp.newBuilder().setSeconds(tomorrow.getEpochSecond()))
            .build();
    page.publish(newest, Observations.series("newest", OWN, 5, 31));

    page.open("");

    browser.await("document.getElementById('run-name').textContent === 'newest'");
    browser.await("document.querySelector('#runs a[aria-current]').textContent.includes('newest')");
  }

  @Test
  void drawsWhicheverQuantityIsChosenOfALongRunToo() {
    page.publish(run("any", 1500).build(), Observations.series("any", OWN, 1500, 121));
    page.open("#run=any");
    browser.await(points("quantity-chart", "range hessian") + " === 750");
    assertThat(browser.evaluate(element("quantity") + ".options.length").asInt())
        .isEqualTo(ObservedQuantity.ALL.size());
    assertThat(page.text("quantity-description")).isEqualTo("|g|, length of the gradient.");

    choose("quantity", "overshoot"); // which buckets do not usually have

    browser.await(chart("quantity-chart") + ".getOption().yAxis[0].name.startsWith('overshoot (')");
    browser.await(data("quantity-chart", "hessian") + ".some(([, value]) => value !== null)");
    assertThat(page.text("quantity-description")).startsWith("1/alpha_star - 1: -1 at the start");
    assertThat(browser.evaluate("location.hash").asText()).contains("quantity=overshoot");
  }

  @Test
  void showsWhatIsObservedBesideAlphaStarInAViewOfItsOwn() {
    List<CurvatureObserved> own = observedBeside("viewed", OWN, 60, 10);
    List<CurvatureObserved> ggn = observedBeside("viewed", "ggn", 60, 10);
    List<CurvatureObserved> fresh = observedBeside("viewed", FRESH, 60, 20);
    page.publish(run("viewed", 60).build(), own, ggn, fresh);

    page.open("#run=viewed&window=20&view=curvature");

    browser.await(points("joint-chart", "gradient-parameter") + " > 0");
    for (String curvature : List.of(OWN, "ggn", FRESH)) {
      page.assertPoints("operators-chart", "median " + curvature, 60);
    }
    page.assertPoints("trust-chart", "alpha", positive(own));
    page.assertPoints("trust-chart", "radius", 60);
    assertThat(browser.evaluate(data("trace-chart", "trace ggn") + ".map(([step]) => step)"))
        .hasToString("[0,10,20,30,40,50]");
    page.assertPoints("trace-chart", "error trace_estimate hessian", 6);
    page.assertPoints("trace-chart", "largest_eigenvalue " + FRESH, 3);
    page.assertPoints("condition-chart", "condition_along_step hessian", 6);
    assertThat(seriesOf("batch-size-chart"))
        .contains("norm_test hessian", "norm_test " + FRESH, "cabs hessian", "marks 1")
        .doesNotContain("norm_test ggn"); // the samples of hessian
    assertThat(seriesOf("distance-chart"))
        .containsExactly(
            "parameter_norm hessian", "parameter_distance hessian", "relative_step_size hessian");
    page.assertPoints("distribution-chart", "gradient", 6 * 100);
    for (String card : List.of("trace", "noise", "tic", "distance", "distribution", "joint")) {
      assertThat(page.isHidden(card + "-ask")).as(card).isTrue();
    }
    assertThat(page.text("joint-detail")).isEqualTo("of step 50");
    assertThat(browser.evaluate(element("alpha-chart") + ".offsetParent === null").asBoolean())
        .isTrue();

    browser.evaluate(
        "%s.value = 1, %1$s.dispatchEvent(new Event('input'))".formatted(element("joint-step")));
    browser.await(element("joint-detail") + ".textContent === 'of step 10'");
    choose("histogram-batch", "fresh:256");
    browser.await(points("distribution-chart", "gradient") + " === 300");

    browser.evaluate("document.querySelector('[data-view=\"steps\"]').click()");
    browser.await(points("alpha-chart", "median hessian") + " === 60");
    assertThat(browser.evaluate("location.hash").asText()).doesNotContain("view=");
  }

  @Test
  void saysWhatToAskForWhereNothingWasObservedBesideAlphaStar() {
    page.publish(run("plain", 30).build(), Observations.series("plain", OWN, 30, 122));

    page.open("#run=plain&view=curvature");

    browser.await(points("operators-chart", "median hessian") + " === 30");
    assertThat(page.text("trace-ask"))
        .isEqualTo(
            "Not observed: trace, estimate of the trace, largest eigenvalue. Ask for them with"
                + " --observe trace@50,hutchinson@50,eigenvalue@50");
    assertThat(page.text("distribution-ask"))
        .contains("--observe gradient-histogram@50,parameter-histogram@50");
    for (String card : List.of("trust", "trace", "condition", "noise", "distribution", "joint")) {
      assertThat(page.isHidden(card + "-chart")).as(card).isTrue();
    }
  }

  @Test
  void connectsTheFewObservedStepsOfALongRun() {
    List<CurvatureObserved> sparse = observedBeside("sparse", OWN, 1500, 50);
    page.publish(run("sparse", 1500).build(), sparse);

    page.open("#run=sparse&view=curvature");

    browser.await(points("trace-chart", "trace hessian") + " === 30");
    page.assertPoints("distribution-chart", "parameter", filledBins(sparse, 1));
    assertThat(page.text("trace-note"))
        .isEqualTo(
            "Down-sampled: each point stands for 2 steps. Points: their medians. Zoom in for single"
                + " steps.");
  }

  @Test
  void saysThatManyRowsAreDownSampledAndShowsThemSinglyWhenZoomed() {
    page.publish(run("long", 1500).build(), Observations.series("long", OWN, 1500, 41));
    page.open("#run=long");
    browser.await(points("alpha-chart", "range hessian") + " > 0");
    assertThat(page.text("alpha-note")).startsWith("Down-sampled: each point stands for 2 steps.");
    page.assertPoints("alpha-chart", "range hessian", 750);

    browser.evaluate(
        chart("alpha-chart") + ".dispatchAction({type: 'dataZoom', start: 20, end: 30})");

    browser.await(points("slope-chart", "slope") + " === 151");
    browser.await("document.getElementById('alpha-note').hidden");
    assertThat(browser.evaluate("location.hash").asText()).contains("steps=300..450");
    assertThat(page.text("tile-alpha-star-more")).contains("the last 100 steps");
  }

  @Test
  void followsTheSystemsThemeUntilAnotherIsChosen() {
    page.publish(run("themed", 5).build(), Observations.series("themed", OWN, 5, 51));
    String background = "getComputedStyle(document.body).backgroundColor";
    browser.prefersDark(false);
    page.open("#run=themed");
    String light = browser.evaluate(background).asText();

    browser.prefersDark(true);
    String dark = browser.evaluate(background).asText();
    assertThat(dark).isNotEqualTo(light);
    browser.await("document.getElementById('theme').textContent === 'Light theme'");

    browser.evaluate("document.getElementById('theme').click()");
    page.open("#run=themed");
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
    page.publish(run.build(), Observations.series("hostile", OWN, 5, 61));
    String names =
        browser.beforeEveryPage(
            """
            const ask = window.fetch;
            window.fetch = async (...request) => {
              const answer = await ask(...request);
              const text = await answer.text();
              return new Response(text.replaceAll('"run":"hostile"',
                '"run":"<img src=x onerror=window.harmed=true>"'), { status: answer.status });
            };
            """);

    page.open("#run=hostile");

    browser.await("document.getElementById('run-name').textContent.startsWith('<img src=x')");
    browser.takeBack(names);
    assertThat(page.text("run-message")).isEqualTo(hostile);
    assertThat(page.text("runs")).contains("<img src=x onerror=window.harmed=true>");
    assertThat(browser.evaluate("document.querySelectorAll('main img, nav img').length").asInt())
        .isZero();
    assertThat(browser.evaluate("window.harmed === undefined").asBoolean()).isTrue();
  }

  @Test
  void saysWhatToDoWhereThereIsNoRun() {
    String none =
        browser.beforeEveryPage("window.fetch = async () => new Response('{\"runs\": []}');");
    page.open("");
    browser.await("!document.getElementById('empty').hidden");
    browser.takeBack(none);
    assertThat(page.text("empty")).contains("./alphascope train");

    page.open("#run=nobody");
    browser.await("!document.getElementById('unknown').hidden");
  }

  @Test
  void fitsAPhone() {
    page.publish(run("narrow", 50).build(), observedBeside("narrow", OWN, 50, 10));
    browser.width(390);
    page.open("#run=narrow");
    browser.await(points("alpha-chart", "median hessian") + " === 50");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);

    page.open("#run=narrow&view=curvature");
    browser.await(points("joint-chart", "gradient-parameter") + " > 0");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
    browser.width(1400);
  }

  @Test
  void saysThatTheConnectionIsLostAndRecovers() {
    page.publish(run("lost", 5).build(), Observations.series("lost", OWN, 5, 81));
    page.open("?run=lost");
    browser.await("document.getElementById('connection').dataset.state === 'live'");

    page.system.process.kill();
    browser.await("!document.getElementById('banner').hidden");
    assertThat(page.text("connection")).isEqualTo("connection lost");
    assertThat(page.text("banner")).contains("The aggregator does not answer.");

    page.system.process.start();
    page.system.process.awaitReady();
    browser.await("document.getElementById('banner').hidden");
    assertThat(page.text("run-name")).isEqualTo("lost");
  }

  @Test
  void stopsARunWithTheTokenFromTheAddress() {
    page.publish(
        run("running", 5).setState(RunChanged.State.RUNNING).build(),
        Observations.series("running", OWN, 5, 91));
    String button = "document.getElementById('stop')";
    page.open("#run=running");
    browser.evaluate("sessionStorage.clear()");
    page.open("#run=running");
    browser.await("!%s.hidden".formatted(button));

    browser.evaluate(button + ".click()");
    assertThat(page.text("stop-note")).contains("./alphascope status", "./alphascope stop running");

    page.open("#run=running&token=" + AggregatorProcess.TOKEN);
    browser.await("!%s.hidden".formatted(button));
    assertThat(browser.evaluate("location.href").asText())
        .endsWith("#run=running")
        .doesNotContain(AggregatorProcess.TOKEN);
    page.open("#run=running"); // as a reload: it is remembered
    browser.await("!%s.hidden".formatted(button));
    browser.evaluate(button + ".click()");
    assertThat(browser.evaluate(button + ".textContent").asText()).isEqualTo("Click again to stop");
    browser.evaluate(button + ".click()");
    // Past the aggregator's door: there is no trainer behind it here.
    browser.await("!document.getElementById('stop-note').hidden");
    assertThat(page.text("stop-note"))
        .contains("the trainer at http://127.0.0.1:8081 does not answer");

    page.publish(run("ended", 5).build(), Observations.series("ended", OWN, 5, 92));
    page.open("#run=ended");
    browser.await("document.getElementById('run-name').textContent === 'ended'");
    assertThat(browser.evaluate(button + ".hidden").asBoolean()).isTrue();
  }

  /**
   * Changes the {@code body} of every answer, in pages opened from now on, until a condition holds.
   */
  private static String changingStatisticsUntil(String condition, String change) {
    return browser.beforeEveryPage(
        """
        const ask = window.fetch;
        window.fetch = async (...request) => {
          const answer = await ask(...request);
          if (%s || !request[0].includes('/statistics')) return answer;
          const body = await answer.json();
          %s
          return new Response(JSON.stringify(body));
        };
        """
            .formatted(condition, change));
  }

  /** As the database says it. */
  private static String verdict(String run, int window) {
    return page.system.query("SELECT verdict('%s', %d)".formatted(run, window)).get(0).get(0);
  }

  /** Every step's, and the median of the last ones. */
  private static void assertRatios(
      List<CurvatureObserved> series, List<CurvatureObserved> reference) {
    List<NaiveRatios.Ratio> ratios =
        new NaiveRatios(series, reference, 0, Long.MAX_VALUE, 1000).ratios;
    List<List<Double>> expected =
        ratios.stream()
            .filter(one -> one.ratio() > 0)
            .map(one -> List.of((double) one.step(), one.ratio()))
            .toList();
    List<List<Double>> drawn = new ArrayList<>();
    for (JsonNode point : browser.evaluate(data("ratio-chart", "ratio"))) {
      drawn.add(List.of(point.get(0).asDouble(), point.get(1).asDouble()));
    }
    assertThat(drawn).hasSizeGreaterThan(50).isEqualTo(expected);
    page.assertPoints("ratio-chart", "ratio median", ratios.size());
    long opposite = ratios.size() - expected.size();
    assertThat(page.text("ratio-note")).startsWith(opposite + " steps are not drawn");
    double[] all = ratios.stream().mapToDouble(NaiveRatios.Ratio::ratio).toArray();
    int window = Math.min(all.length, windowOfTheAddress());
    double[] last = Arrays.copyOfRange(all, all.length - window, all.length);
    Arrays.sort(last);
    double median = (last[(window - 1) / 2] + last[window / 2]) / 2;
    assertThat(browser.evaluate(data("ratio-chart", "ratio median") + ".at(-1)[1]").asDouble())
        .isEqualTo(median);
  }

  private static List<CurvatureObserved> observedBeside(
      String run, String curvature, int steps, int every) {
    return Observations.withObservables(
        Observations.series(run, curvature, steps, curvature.hashCode()), every);
  }

  /** Of the histograms at a place in their observations. */
  private static int filledBins(List<CurvatureObserved> series, int place) {
    return series.stream()
        .filter(observed -> observed.getHistogramsCount() > 0)
        .mapToInt(
            observed ->
                (int)
                    observed.getHistograms(place).getCountsList().stream()
                        .filter(count -> count > 0)
                        .count())
        .sum();
  }

  private static List<String> seriesOf(String chart) {
    List<String> ids = new ArrayList<>();
    browser
        .evaluate(chart(chart) + ".getOption().series.filter(s => s).map(s => s.id)")
        .forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private static int windowOfTheAddress() {
    return browser.evaluate("location.hash").asText().contains("window=20") ? 20 : 100;
  }

  private static void choose(String id, String value) {
    browser.evaluate(
        "%s.value = '%s', %1$s.dispatchEvent(new Event('change'))".formatted(element(id), value));
  }

  private static String chosenRatio() {
    return "%s.value + ' ÷ ' + %s.value".formatted(element("ratio-of"), element("ratio-to"));
  }

  private static String markedLine() {
    return chart("ratio-chart")
        + ".getOption().series.find(s => s && s.id === 'marks').markLine.data.map(m => m.yAxis)";
  }

  private static int positive(List<CurvatureObserved> series) {
    return (int) series.stream().filter(o -> o.hasAlphaStar() && o.getAlphaStar() > 0).count();
  }

  private static int with(Status status, List<CurvatureObserved> series) {
    return (int) series.stream().filter(o -> o.getStatus() == status).count();
  }

  private static String markedLines() {
    return chart("alpha-chart")
        + ".getOption().series.find(s => s && s.id === 'marks').markLine.data.map(m => m.yAxis)";
  }
}
