package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.statistics.NaiveStatistics;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.HistogramObserved;
import io.alphascope.events.LayerObserved;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepTaken;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.test.TestTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into the topics is what comes out of SQL and REST. */
@ExtendWith(SharedServers.class)
class AggregatorIT {

  private static RunningAggregator system;

  @BeforeAll
  static void start(RunningAggregator shared) {
    system = shared;
  }

  @Test
  void storesEveryObservationAndItsStatistics() {
    List<CurvatureObserved> own = Observations.series("stored", "hessian", 700, 1);
    List<CurvatureObserved> fresh = Observations.series("stored", "ggn/layer@fresh:256", 700, 2);
    List<CurvatureObserved> shuffled = new ArrayList<>(own);
    shuffled.addAll(fresh);
    shuffled.addAll(own.subList(0, 300));
    Collections.shuffle(shuffled, new Random(3));

    system.publish(shuffled);

    system.await("SELECT count(*) FROM observations WHERE run = 'stored'", 1400);
    system.awaitStatistics(own);
    system.awaitStatistics(fresh);
    assertThat(
            system.query(
                "SELECT status, alpha_star, slope FROM observations"
                    + " WHERE run = 'stored' AND curvature = 'hessian' ORDER BY step"))
        .isEqualTo(
            own.stream()
                .map(
                    o ->
                        Observations.row(
                            o.getStatus().name().toLowerCase(),
                            o.hasAlphaStar() ? o.getAlphaStar() : null,
                            o.getSlope()))
                .toList());
  }

  @Test
  void aCurvatureThatIsReplayedLongAfterTheRunIsNotLate() {
    List<CurvatureObserved> live = Observations.series("replayed", "hessian", 600, 21);
    List<CurvatureObserved> newer = Observations.series("newer-run", "hessian", 50, 22);
    List<CurvatureObserved> replayed = Observations.series("replayed", "ggn", 600, 23);
    List<CurvatureObserved> interleaved = new ArrayList<>(replayed);
    Collections.shuffle(interleaved, new Random(24));
    system.publish(live);
    system.awaitStatistics(live);
    system.publish(newer);
    system.awaitStatistics(newer);

    system.publish(interleaved);

    system.awaitStatistics(replayed);
    system.awaitStatistics(live);
  }

  @Test
  void storingAgainChangesNothing() {
    List<CurvatureObserved> series = Observations.series("repeated", "ggn", 50, 4);
    String versions =
        "SELECT step, xmin, stored_at FROM observations WHERE run = 'repeated' AND step < 50"
            + " ORDER BY step";
    system.publish(series);
    system.await("SELECT count(*) FROM statistics WHERE run = 'repeated'", 150);
    List<List<String>> before = system.query(versions);

    system.publish(series);
    system.publish(Observations.series("repeated", "ggn", 51, 4).subList(50, 51));
    system.await("SELECT count(*) FROM statistics WHERE run = 'repeated'", 153);

    assertThat(system.query(versions)).isEqualTo(before);
  }

  @Test
  void stepsOfARecordAreDeadLettersOfTheirOwnAndStoredOnce() {
    for (int time = 0; time < 2; time++) {
      for (long step = 8; step < 11; step++) {
        system.publish(
            Topic.STEPS_DEAD_LETTER,
            "in-a-group/" + step,
            DeadLetter.newBuilder()
                .setTopic(Topic.STEPS.topicName())
                .setPartition(1)
                .setOffset(77)
                .setRun("in-a-group")
                .setStep(step)
                .setReason("theta0: expected theta1 of the step before it")
                .build());
      }
      system.publish(
          Topic.STEPS_DEAD_LETTER,
          "in-a-group/0",
          DeadLetter.newBuilder()
              .setTopic(Topic.STEPS.topicName())
              .setPartition(1)
              .setOffset(78)
              .setReason("value: cannot be read")
              .build());
    }

    system.await("SELECT count(*) FROM dead_letters WHERE run = 'in-a-group'", 3);
    system.await("SELECT count(*) FROM dead_letters WHERE source_offset = 78", 1);
    system.publish(List.of(Observations.series("after-a-group", "ggn", 1, 5).get(0)));
    system.await("SELECT count(*) FROM statistics WHERE run = 'after-a-group'", 3);
    assertThat(
            system.query(
                "SELECT count(*), count(DISTINCT step) FROM dead_letters WHERE source_offset IN"
                    + " (77, 78)"))
        .hasToString("[[4, 3]]");
  }

  @Test
  void theLagOfStepsCountsThoseOfARecord() throws InterruptedException {
    TestTopics.create(
        Map.of("bootstrap.servers", system.kafka.bootstrapServers()),
        StreamSettings.defaults(),
        Topic.STEPS);
    system.publish(
        Topic.RUNS,
        "lagging",
        RunChanged.newBuilder()
            .setRun("lagging")
            .setState(RunChanged.State.RUNNING)
            .setStarted(Timestamp.newBuilder().setSeconds(4_000_000_000L))
            .setStepsPublished(75)
            .setRecordsPublished(10)
            .build());
    system.await("SELECT records_published FROM runs WHERE run = 'lagging'", 10);
    assertThat(system.json("/api/status").path("steps_lag").asLong(-1)).isZero();
    await().until(() -> system.json("/api/status").path("runs_lag").asLong(-1) == 0);

    for (int record = 0; record < 4; record++) {
      system.publish(Topic.STEPS, "lagging/" + 8 * record, StepTaken.getDefaultInstance());
    }

    await().until(() -> system.json("/api/status").path("steps_lag").asLong(-1) == 30);
  }

  @Test
  void recordsThatCannotBeReadBecomeDeadLettersAndTheNextIsProcessed() {
    CurvatureObserved good = Observations.series("poisoned", "hessian", 1, 5).get(0);
    String key = new ObservationKey("poisoned", 7, "hessian").toString();

    system.publish(Topic.OBSERVATIONS, key, new byte[] {1, 2, 3});
    system.publish(
        Topic.OBSERVATIONS,
        key,
        good.toBuilder().setStep(7).setStatus(Status.STATUS_UNSPECIFIED).build());
    system.publish(Topic.OBSERVATIONS, key, good);
    system.publish(Topic.RUNS, "no run", new byte[] {1, 2, 3});
    system.publish(List.of(good));

    system.await("SELECT count(*) FROM statistics WHERE run = 'poisoned'", 3);
    system.await("SELECT count(*) FROM dead_letters WHERE run = 'poisoned' AND step = 7", 3);
    system.await("SELECT count(*) FROM dead_letters WHERE source_topic = 'training.runs'", 1);
    assertThat(system.query("SELECT reason FROM dead_letters WHERE run = 'poisoned'").toString())
        .contains("value: expected a CurvatureObserved, found 3 bytes that are not one")
        .contains("status: expected a known one, found 0")
        .contains(
            "key: expected 'poisoned/0/hessian', as the value says, found 'poisoned/7/hessian'");
    assertThat(system.process.get("/q/metrics").body())
        .contains("alphascope_dead_letters_total{topic=\"curvature.observations\"} 3.0");

    system.publish(
        Topic.RUNS,
        "poisoned",
        RunChanged.newBuilder().setRun("poisoned").setState(RunChanged.State.RUNNING).build());
    system.await("SELECT count(*) FROM runs WHERE run = 'poisoned'", 1);
    JsonNode view = system.json("/api/runs/poisoned");
    assertThat(view.path("dead_letters").asInt()).isEqualTo(3);
    assertThat(view.path("dead_letter_reasons"))
        .extracting(
            reason -> reason.path("reason").asText().split(":")[0],
            reason -> reason.path("count").asInt())
        .containsExactlyInAnyOrder(tuple("value", 1), tuple("status", 1), tuple("key", 1));
  }

  @Test
  void showsARunWithWhatWasObservedOfIt() {
    RunChanged run =
        RunChanged.newBuilder()
            .setRun("shown")
            .setState(RunChanged.State.RUNNING)
            .setSpecification(
                RunSpecification.newBuilder()
                    .setNetwork("784-128-64-10")
                    .setDataset("mnist")
                    .addCurvatures("hessian")
                    .addCurvatures("ggn@fresh:256")
                    .addObservables("trace@50")
                    .addObservables("noise"))
            .setStepsPublished(40)
            .addEvaluations(
                EpochEvaluated.newBuilder()
                    .setEpoch(1)
                    .setStep(39)
                    .setTestLoss(0.3)
                    .setTestAccuracy(0.9))
            .build();
    List<CurvatureObserved> series = Observations.series("shown", "hessian", 40, 6);

    system.publish(series);
    system.publish(Topic.RUNS, "shown", run);
    system.publish(
        Topic.RUNS, "shown", run.toBuilder().setState(RunChanged.State.COMPLETED).build());
    system.await("SELECT count(*) FROM observations WHERE run = 'shown'", 40);
    system.await("SELECT state FROM runs WHERE run = 'shown'", "completed");

    JsonNode shown = system.json("/api/runs/shown");
    RollingStatistics all =
        NaiveStatistics.of(series, 500).get(39L); // 40 rows: the window holds them all
    assertThat(shown.at("/specification/curvatures").toString())
        .isEqualTo("[\"hessian\",\"ggn@fresh:256\"]");
    assertThat(shown.at("/specification/observables").toString())
        .isEqualTo("[\"trace@50\",\"noise\"]");
    assertThat(shown.at("/evaluations/0/test_accuracy").asDouble()).isEqualTo(0.9);
    assertThat(shown.at("/curvatures/0/observed").asInt()).isEqualTo(40);
    assertThat(shown.at("/curvatures/0/with_alpha_star").asInt())
        .isEqualTo(all.getAlphaStarCount());
    assertThat(shown.at("/curvatures/0/median_alpha_star").asDouble())
        .isEqualTo(all.getAlphaStarMedian());
    assertThat(shown.at("/steps_planned").isNull()).isTrue();
    assertThat(shown.at("/observing_seconds").asDouble()).isPositive();
    assertThat(system.json("/api/runs").at("/runs").findValuesAsText("run")).contains("shown");
  }

  @Test
  void saysWhatIsInconsistentInARunWhateverOrderItComesIn() {
    List<CurvatureObserved> own = Observations.series("inconsistent", "hessian", 60, 31);
    List<CurvatureObserved> all =
        new ArrayList<>(Observations.withPublishedGradient(own.subList(0, 20), 1));
    all.addAll(Observations.withPublishedGradient(own.subList(20, 60), 65536));
    all.replaceAll(
        o -> o.getStep() < 42 ? o : o.toBuilder().setWorkload("784-32-10 tanh, other").build());
    all.addAll(List.copyOf(all.subList(30, 50)));
    all.addAll(Observations.series("inconsistent", "hessian@fresh:256", 30, 32));
    Collections.shuffle(all, new Random(33));

    system.publish(all);
    system.publish(Topic.RUNS, "inconsistent", OpenedPage.run("inconsistent", 60).build());

    long disagreeing =
        own.subList(20, 60).stream().filter(o -> !Double.isNaN(o.getSlope())).count();
    List<String> expected =
        List.of(
            ("What is trained changes within the run, so its numbers are not of one training: steps"
                    + " 0 to 41 were published as %s; steps 42 to 59 were published as 784-32-10"
                    + " tanh, other. Usually a training was resumed, or another one begun, under"
                    + " the same name.")
                .formatted(Observations.WORKLOAD),
            ("At %d of 60 observed steps (steps 20 to 59) the published gradient is 65536 times the"
                    + " one measured with the declared network, loss and data: usually a loss scale"
                    + " (GradScaler) that was not undone.")
                .formatted(disagreeing));
    awaitRemarks("inconsistent", expected);
    JsonNode exported = system.json("/api/runs/inconsistent/export?format=json&curvature=hessian");
    assertThat(exported.at("/observations").size()).isEqualTo(60);
    assertThat(texts(exported.at("/remarks"))).isEqualTo(expected);

    // Published anew, with the right gradients.
    all.removeIf(o -> !o.hasSlopePublished());
    all.replaceAll(o -> o.toBuilder().setGradientDisagrees(false).build());
    system.publish(all);
    awaitRemarks("inconsistent", expected.subList(0, 1));
  }

  @Test
  void nothingIsInconsistentInARunThatIsWell() {
    system.publish(
        Observations.withPublishedGradient(Observations.series("well", "hessian", 30, 34), 1));
    system.publish(Topic.RUNS, "well", OpenedPage.run("well", 30).build());
    system.await("SELECT count(*) FROM observations WHERE run = 'well'", 30);
    system.await("SELECT count(*) FROM runs WHERE run = 'well'", 1);

    assertThat(system.json("/api/runs/well").at("/remarks").toString()).isEqualTo("[]");
    assertThat(
            system.query(
                "SELECT workload, first_step, last_step FROM run_workloads WHERE run = 'well'"))
        .containsExactly(Observations.row(Observations.WORKLOAD, 0, 29));
  }

  /** As REST says them, and Grafana asks for them. */
  private static void awaitRemarks(String run, List<String> expected) {
    system.await(
        "SELECT array_to_string(remarks, '|') FROM runs WHERE run = '" + run + "'",
        String.join("|", expected));
    assertThat(texts(system.json("/api/runs/" + run).at("/remarks"))).isEqualTo(expected);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Test
  void showsOfAForeignRunWhatItsStepsTellAndNothingElse() {
    RunChanged.Builder run = RunChanged.newBuilder().setRun("foreign-run");
    List<CurvatureObserved> series =
        Observations.series("foreign-run", "hessian", 40, 27).stream()
            .map(row -> row.toBuilder().setLearningRate(row.getStep() < 20 ? 0.5 : 0.25).build())
            .map(row -> row.getStep() == 39 ? row.toBuilder().clearEpoch().build() : row)
            .toList();

    system.publish(Topic.RUNS, "foreign-run", run.setState(RunChanged.State.FOREIGN).build());
    system.publish(series);
    system.awaitStatistics(series);
    system.await("SELECT state FROM runs WHERE run = 'foreign-run'", "foreign");

    JsonNode shown = system.json("/api/runs/foreign-run");
    for (String unknown :
        List.of(
            "/steps_taken",
            "/steps_published",
            "/steps_skipped",
            "/training_seconds",
            "/parameter_count",
            "/training_samples",
            "/device",
            "/publisher",
            "/started",
            "/specification/seed",
            "/specification/batch_size",
            "/specification/epochs",
            "/specification/publish_every",
            "/specification/optimizer/name",
            "/specification/optimizer/learning_rate",
            "/specification/optimizer/momentum",
            "/specification/optimizer/nesterov",
            "/specification/optimizer/weight_decay",
            "/specification/schedule",
            "/specification/warmup_steps")) {
      assertThat(shown.at(unknown).isNull()).as(unknown).isTrue();
    }
    assertThat(shown.path("steps").toString())
        .isEqualTo(
            "{\"observed\":40,\"first\":0,\"last\":39,\"epoch\":null,\"batch_size\":64,"
                + "\"first_learning_rate\":0.5,\"learning_rate\":0.25}");
    assertThat(shown.path("trouble").asText())
        .isEqualTo("The loss after the last step, 39, is infinite.");
    assertThat(system.json("/api/runs/foreign-run/verdict?window=20").path("verdict").asText())
        .contains(" rate of 0.25 "); // which all of the last 20 steps carry
  }

  @Test
  void exportsNothingForWhatAStepDoesNotSay() {
    CurvatureObserved row =
        Observations.series("silent", "ggn", 1, 28).get(0).toBuilder()
            .clearEpoch()
            .clearLearningRate()
            .clearTime()
            .setStatus(Status.OK)
            .setAlphaStar(2)
            .setLearningRateStar(0) // as version 1 wrote it
            .build();
    system.publish(List.of(row));
    system.await("SELECT count(*) FROM observations WHERE run = 'silent'", 1);

    assertThat(system.process.get("/api/runs/silent/export").body().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith("silent,0,,64,,ggn,ok,2.0,,,");
    JsonNode shown =
        system.json("/api/runs/silent/observations?curvature=ggn").at("/observations/0");
    for (String unknown : List.of("epoch", "time", "learning_rate", "learning_rate_star")) {
      assertThat(shown.path(unknown).isNull()).as(unknown).isTrue();
    }
  }

  @Test
  void buckets() {
    List<CurvatureObserved> series = Observations.series("bucketed", "hessian", 250, 7);
    system.publish(series);
    system.await("SELECT count(*) FROM observations WHERE run = 'bucketed'", 250);
    system.awaitStatistics(series);

    JsonNode few = system.json("/api/runs/bucketed/observations?curvature=hessian&from=10&to=19");
    assertThat(few.at("/downsampled").asBoolean()).isFalse();
    assertThat(few.at("/observations").size()).isEqualTo(10);
    assertThat(few.at("/observations/0/step").asInt()).isEqualTo(10);

    JsonNode many = system.json("/api/runs/bucketed/observations?curvature=hessian&points=25");
    assertThat(many.at("/downsampled").asBoolean()).isTrue();
    assertThat(many.at("/bucket_steps").asInt()).isEqualTo(16); // 10 or more, a power of two
    assertThat(many.at("/rows").asInt()).isEqualTo(250);
    assertThat(many.at("/buckets").size()).isEqualTo(16);
    for (int bucket = 0; bucket < 16; bucket++) {
      JsonNode found = many.at("/buckets/" + bucket);
      int last = Math.min(16 * bucket + 15, 249);
      List<CurvatureObserved> rows = series.subList(16 * bucket, last + 1);
      RollingStatistics expected = NaiveStatistics.of(rows, 20).get((long) last);
      assertThat(found.at("/step_from").asInt()).isEqualTo(16 * bucket);
      assertThat(found.at("/step_to").asInt()).isEqualTo(last);
      assertThat(found.at("/count").asInt()).isEqualTo(rows.size());
      assertThat(found.at("/status/ok").asDouble() / rows.size()).isEqualTo(expected.getShareOk());
      assertThat(found.at("/alpha_star/median").asDouble())
          .isEqualTo(expected.getAlphaStarMedian());
      assertThat(found.at("/slope/min").asDouble())
          .isEqualTo(
              rows.stream()
                  .mapToDouble(CurvatureObserved::getSlope)
                  .filter(slope -> !Double.isNaN(slope))
                  .min()
                  .orElseThrow());
    }

    assertThat(many.at("/buckets/0").fieldNames())
        .toIterable()
        .startsWith(
            "step_from",
            "step_to",
            "count",
            "status",
            "alpha_star",
            "learning_rate_star",
            "slope",
            "curvature_value",
            "loss_before",
            "loss_after",
            "loss_at_alpha_star",
            "fidelity_at_step",
            "step_norm",
            "gradient_norm")
        .doesNotContain("overshoot");
    JsonNode more =
        system.json(
            "/api/runs/bucketed/observations?curvature=hessian&points=25"
                + "&quantity=overshoot&quantity=slope");
    for (int bucket = 0; bucket < 16; bucket++) {
      List<Double> overshoots =
          series.subList(16 * bucket, Math.min(16 * bucket + 16, 250)).stream()
              .filter(CurvatureObserved::hasOvershoot)
              .map(CurvatureObserved::getOvershoot)
              .sorted()
              .toList();
      JsonNode found = more.at("/buckets/" + bucket);
      assertThat(found.at("/overshoot/min").asDouble()).isEqualTo(overshoots.get(0));
      assertThat(found.at("/overshoot/max").asDouble())
          .isEqualTo(overshoots.get(overshoots.size() - 1));
      assertThat(found.get("slope")).isEqualTo(many.at("/buckets/" + bucket + "/slope"));
    }
    assertProblem(
        400,
        "/api/runs/bucketed/observations?curvature=hessian&quantity=alpha",
        "quantity is 'alpha', but must be one of alpha_star, alpha_star_unit, learning_rate_star,");

    JsonNode statistics =
        system.json("/api/runs/bucketed/statistics?curvature=hessian&window=100&points=25");
    assertThat(statistics.at("/bucket_steps").asInt()).isEqualTo(16);
    assertThat(statistics.at("/statistics").size()).isEqualTo(16);
    assertThat(statistics.at("/statistics/15/step").asInt()).isEqualTo(249);
    assertThat(statistics.at("/statistics/15/alpha_star_median").asDouble())
        .isEqualTo(NaiveStatistics.of(series, 100).get(249L).getAlphaStarMedian());
  }

  @Test
  void layers() {
    List<CurvatureObserved> series =
        Observations.withLayers(
            Observations.series("layered", "ggn/layer", 250, 41), "fc1", "fc2", "fc3");
    system.publish(series);
    system.publish(Observations.series("layered", "hessian", 10, 42));
    system.publish(Topic.RUNS, "layered", OpenedPage.run("layered", 250).build());
    system.await("SELECT count(*) FROM layer_observations WHERE run = 'layered'", 750);
    system.await("SELECT count(*) FROM observations WHERE run = 'layered'", 260);
    system.await("SELECT count(*) FROM runs WHERE run = 'layered'", 1);
    assertThat(
            system.query(
                "SELECT place, layer, slope, curvature_value, alpha_star, step_norm, parameter_norm"
                    + " FROM layer_observations WHERE run = 'layered' ORDER BY step, place"))
        .isEqualTo(series.stream().flatMap(AggregatorIT::layerRows).toList());

    JsonNode few = system.json("/api/runs/layered/layers?curvature=ggn/layer&from=10&to=19");
    assertThat(texts(few.at("/layers"))).containsExactly("fc1", "fc2", "fc3");
    assertThat(few.at("/quantity").asText()).isEqualTo("alpha_star");
    assertThat(few.at("/downsampled").asBoolean()).isFalse();
    assertThat(few.at("/observations").size()).isEqualTo(10);
    for (int i = 0; i < 10; i++) {
      LayerObserved last = series.get(10 + i).getLayers(2);
      JsonNode step = few.at("/observations/" + i);
      assertThat(step.at("/step").asInt()).isEqualTo(10 + i);
      assertThat(step.at("/values").size()).isEqualTo(3);
      assertThat(step.at("/values/2").isNull()).isEqualTo(!last.hasAlphaStar());
      assertThat(step.at("/values/2").asDouble()).isEqualTo(last.getAlphaStar());
    }
    assertThat(few.at("/limiting_layer").asText()).isEqualTo("fc1");
    assertThat(few.at("/verdict").asText())
        .startsWith("Layer fc1 limits the rate: over the last ")
        .endsWith(" It has 50 % of the curvature.");

    JsonNode many =
        system.json(
            "/api/runs/layered/layers?curvature=ggn/layer&quantity=step_norm&points=25&window=20");
    assertThat(many.at("/bucket_steps").asInt()).isEqualTo(16);
    assertThat(many.at("/buckets").size()).isEqualTo(16);
    assertThat(many.at("/buckets/15/step_from").asInt()).isEqualTo(240);
    assertThat(many.at("/buckets/15/step_to").asInt()).isEqualTo(249);
    assertThat(many.at("/buckets/15/values/1").asDouble())
        .isEqualTo(median(series.subList(240, 250), CurvatureObserved::getStepNorm));

    JsonNode without = system.json("/api/runs/layered/layers?curvature=hessian");
    assertThat(without.at("/layers")).isEmpty();
    assertThat(without.at("/observations").isArray()).isTrue();
    assertThat(without.at("/verdict").isNull()).isTrue();

    List<String> lines =
        system.process.get("/api/runs/layered/layers/export").body().lines().toList();
    assertThat(lines).hasSize(751);
    LayerObserved first = series.get(0).getLayers(0);
    assertThat(lines.subList(0, 2))
        .containsExactly(
            "run,step,curvature,layer,slope,curvature_value,alpha_star,step_norm,parameter_norm",
            "layered,0,ggn/layer,fc1,%s,%s,%s,%s,10.0"
                .formatted(
                    first.getSlope(),
                    first.getCurvatureValue(),
                    first.hasAlphaStar() ? first.getAlphaStar() : "",
                    first.getStepNorm()));
    assertThat(
            system
                .json("/api/runs/layered/layers/export?format=json&curvature=ggn/layer")
                .at("/layers")
                .size())
        .isEqualTo(750);
  }

  private static Stream<List<String>> layerRows(CurvatureObserved observed) {
    return IntStream.range(0, observed.getLayersCount())
        .mapToObj(
            place -> {
              LayerObserved layer = observed.getLayers(place);
              return Observations.row(
                  place,
                  layer.getLayer(),
                  layer.getSlope(),
                  layer.getCurvatureValue(),
                  layer.hasAlphaStar() ? layer.getAlphaStar() : null,
                  layer.getStepNorm(),
                  layer.getParameterNorm());
            });
  }

  /** Of an even number of rows. */
  private static double median(
      List<CurvatureObserved> rows, ToDoubleFunction<CurvatureObserved> value) {
    double[] sorted = rows.stream().mapToDouble(value).sorted().toArray();
    double low = sorted[sorted.length / 2 - 1];
    return low + (sorted[sorted.length / 2] - low) / 2;
  }

  @Test
  void listsTheQuantities() {
    JsonNode quantities = system.json("/api/quantities").get("quantities");

    assertThat(quantities.findValuesAsText("name"))
        .containsExactlyElementsOf(
            ObservedQuantity.ALL.stream().map(ObservedQuantity::name).toList());
    assertThat(quantities.get(3))
        .hasToString(
            "{\"name\":\"overshoot\",\"description\":\"1/alpha_star - 1: -1 at the start, 0 in the"
                + " parabola's minimum, +1 at the mirror"
                + " point.\",\"unit\":\"1\",\"bucketed\":false}");
  }

  @Test
  void summarisesWhatHasComeToRest() {
    system.publish(Observations.series("rested", "hessian", 300, 10));

    system.await(
        "SELECT string_agg(count::text, ' ' ORDER BY bucket_steps, first_step)"
            + " FROM observation_summaries WHERE run = 'rested' AND bucket_steps <= 256",
        "128 128 44 256 44");
  }

  @Test
  void storesAndServesTheHistogramsOfABatchOnceWhicheverCurvatureBringsThem() {
    List<CurvatureObserved> own =
        Observations.withObservables(Observations.series("binned", "hessian", 50, 40), 10);
    List<CurvatureObserved> again =
        Observations.withObservables(Observations.series("binned", "ggn/layer", 50, 41), 10);
    List<CurvatureObserved> fresh =
        Observations.withObservables(Observations.series("binned", "ggn@fresh:256", 50, 42), 20);
    String versions =
        "SELECT xmin, * FROM histograms WHERE run = 'binned' ORDER BY name, batch, step";
    system.publish(own);
    system.publish(fresh);
    system.await("SELECT count(*) FROM histograms WHERE run = 'binned'", 3 * (5 + 3));
    List<List<String>> before = system.query(versions);

    system.publish(again);
    system.await("SELECT count(*) FROM observations WHERE run = 'binned'", 150);

    assertThat(system.query(versions)).isEqualTo(before);
    HistogramObserved published = own.get(20).getHistograms(2);
    assertThat(
            system.query(
                "SELECT minimums, maximums, bins, counts FROM histograms WHERE run = 'binned'"
                    + " AND name = 'gradient-parameter' AND batch = 'own' AND step = 20"))
        .containsExactly(
            Observations.row(
                "{-4,-4}",
                "{4,4}",
                "{40,50}",
                published
                    .getCountsList()
                    .toString()
                    .replace(" ", "")
                    .replace('[', '{')
                    .replace(']', '}')));

    JsonNode steps = system.json("/api/runs/binned/histograms/steps?to=30").get("histograms");
    assertThat(steps.get(0))
        .hasToString("{\"name\":\"gradient\",\"batch\":\"own\",\"steps\":[0,10,20,30]}");
    assertThat(steps.get(1))
        .hasToString("{\"name\":\"gradient\",\"batch\":\"fresh:256\",\"steps\":[0,20]}");
    assertThat(steps).hasSize(6);

    JsonNode one = system.json("/api/runs/binned/histograms?name=gradient-parameter&from=20&to=20");
    assertThat(one.at("/batch").asText()).isEqualTo("own");
    assertThat(one.at("/histograms")).hasSize(1);
    assertThat(one.at("/histograms/0/step").asInt()).isEqualTo(20);
    assertThat(one.at("/histograms/0/axes/1"))
        .hasToString("{\"minimum\":-4.0,\"maximum\":4.0,\"bins\":50}");
    assertThat(one.at("/histograms/0/counts"))
        .hasToString(published.getCountsList().toString().replace(" ", ""));

    JsonNode few = system.json("/api/runs/binned/histograms?name=parameter&from=5&points=2");
    assertThat(few.at("/downsampled").asBoolean()).isTrue();
    assertThat(few.at("/bucket_steps").asInt()).isEqualTo(32);
    assertThat(few.at("/rows").asInt()).isEqualTo(4);
    assertThat(few.at("/histograms").findValuesAsText("step")).containsExactly("10", "40");
    assertThat(
            system.query(
                "SELECT count(*), sum(count), min(low), max(high)"
                    + " FROM histogram_bins('binned', 'parameter', 'own', 40, NULL, 100)"))
        .containsExactly(
            Observations.row(
                100,
                own.get(40).getHistograms(1).getCountsList().stream().mapToLong(n -> n).sum(),
                -4.0,
                4.0));
    assertThat(system.json("/api/runs/binned/histograms?name=gradient&batch=all").at("/histograms"))
        .isEmpty();
    assertThat(
            system.query(
                "SELECT value FROM histogram_quantiles('binned', 'parameter', 'own', 40, 40, 1,"
                    + " ARRAY[0.05, 0.5, 0.95]) ORDER BY share"))
        .isEqualTo(
            quantileBins(own.get(40).getHistograms(1).getCountsList()).stream()
                .map(
                    bin ->
                        Observations.row((-4 + 8.0 * bin / 100 + -4 + 8.0 * (bin + 1) / 100) / 2))
                .toList());
    assertThat(
            system.query(
                "SELECT value FROM joint_quantiles('binned', 'gradient-parameter', 'own', 0, 40,"
                    + " ARRAY[0.05, 0.5, 0.95]) WHERE place BETWEEN 0 AND 0.1 ORDER BY share"))
        .isEqualTo(
            quantileBins(
                    IntStream.range(0, 40)
                        .mapToObj(row -> own.get(40).getHistograms(2).getCounts(50 * row + 25))
                        .toList())
                .stream()
                .map(bin -> Observations.row(-4 + 8 * (bin + 0.5) / 40))
                .toList());
  }

  /** The bins in which each of three shares is reached. */
  private static List<Integer> quantileBins(List<Long> counts) {
    long total = counts.stream().mapToLong(count -> count).sum();
    List<Integer> found = new ArrayList<>();
    for (double share : new double[] {0.05, 0.5, 0.95}) {
      int bin = 0;
      for (long sum = counts.get(0); sum < share * total; sum += counts.get(bin)) {
        bin++;
      }
      found.add(bin);
    }
    return found;
  }

  @Test
  void aHistogramThatDoesNotFitItsAxesIsADeadLetter() {
    CurvatureObserved good = Observations.series("unfit", "hessian", 1, 43).get(0);
    HistogramObserved whole = Observations.histogram("gradient", 1, 10);
    HistogramObserved.Builder torn = whole.toBuilder().clearCounts().addCounts(1);

    system.publish(List.of(good.toBuilder().addHistograms(whole).addHistograms(torn).build()));

    system.await("SELECT count(*) FROM dead_letters WHERE run = 'unfit'", 1);
    assertThat(system.query("SELECT reason FROM dead_letters WHERE run = 'unfit'"))
        .containsExactly(
            List.of("histograms[1].counts: expected 10, one of each bin of its axes, found 1"));
    assertThat(system.query("SELECT FROM histograms WHERE run = 'unfit'")).isEmpty();
  }

  @Test
  void exportsEveryRow() {
    List<CurvatureObserved> own = Observations.series("exported", "hessian", 30, 8);
    List<CurvatureObserved> fresh = Observations.series("exported", "ggn@fresh:256", 30, 9);
    system.publish(own);
    system.publish(fresh);
    system.await("SELECT count(*) FROM observations WHERE run = 'exported'", 60);

    List<String> lines = system.process.get("/api/runs/exported/export").body().lines().toList();
    assertThat(lines.get(0))
        .startsWith(
            "run,step,epoch,batch_size,learning_rate,curvature,status,alpha_star,alpha_star_unit,"
                + "learning_rate_star,overshoot,slope,curvature_value,slope_published,loss_before,"
                + "loss_after,loss_at_alpha_star,fidelity_at_step,fidelity_at_alpha_star,step_norm,"
                + "gradient_norm,curvature_product_norm,cosine_step_gradient,cosine_step_product,"
                + "slope_standard_error,curvature_standard_error,alpha_star_standard_error");
    List<String> expected = new ArrayList<>();
    for (int step = 0; step < 30; step++) {
      for (CurvatureObserved observed : List.of(fresh.get(step), own.get(step))) {
        expected.add(
            "exported,%d,1,64,0.01,%s,%s,%s,"
                .formatted(
                    step,
                    observed.getCurvature(),
                    observed.getStatus().name().toLowerCase(),
                    observed.hasAlphaStar() ? observed.getAlphaStar() : ""));
      }
    }
    assertThat(lines.subList(1, lines.size())).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(lines.get(i + 1)).startsWith(expected.get(i));
    }
    JsonNode json = system.json("/api/runs/exported/export?format=json&curvature=hessian,ggn");
    assertThat(json.at("/observations").size()).isEqualTo(30);
    assertThat(json.at("/observations/3/slope").asDouble()).isEqualTo(own.get(3).getSlope());
    assertThat(json.at("/observations/3/alpha_star_unit").isNull()).isTrue();
  }

  @Test
  void answersMistakesWithCauseAndRemedy() {
    assertProblem(404, "/api/runs/nobody", "there is no run 'nobody': GET /api/runs lists");
    assertProblem(404, "/api/runs/nobody/export", "there is no run 'nobody'");
    assertProblem(404, "/api/runs/nobody/observations?curvature=hessian", "there is no run");
    assertProblem(400, "/api/runs/nobody/observations", "curvature is missing: give");
    assertProblem(
        400, "/api/runs/nobody/observations?curvature=ggn&points=x", "points is 'x', but must be");
    assertProblem(
        400,
        "/api/runs/nobody/statistics?curvature=ggn&window=21",
        "window is '21', but must be one of 20, 100, 500");
    assertProblem(404, "/api/runs/nobody/layers?curvature=ggn/layer", "there is no run 'nobody'");
    assertProblem(404, "/api/runs/nobody/layers/export", "there is no run 'nobody'");
    assertProblem(
        400, "/api/runs/nobody/layers", "curvature is missing: give a curvature's name, such as");
    assertProblem(
        400,
        "/api/runs/nobody/layers?curvature=ggn/layer&quantity=loss_after",
        "quantity is 'loss_after', but must be one of slope, curvature_value, alpha_star,");
    assertProblem(404, "/api/runs/nobody/verdict?window=20", "there is no run 'nobody'");
    assertProblem(400, "/api/runs/nobody/verdict?window=7", "window is '7', but must be one of");
    assertProblem(404, "/api/runs/nobody/histograms/steps", "there is no run 'nobody'");
    assertProblem(404, "/api/runs/nobody/histograms?name=gradient", "there is no run 'nobody'");
    assertProblem(
        400,
        "/api/runs/nobody/histograms",
        "name is missing: give one of gradient, parameter, gradient-parameter");
    assertProblem(
        400, "/api/runs/nobody/histograms?name=loss", "name is 'loss', but must be one of");
    assertProblem(
        400,
        "/api/runs/nobody/histograms?name=gradient&points=1001",
        "points is '1001', but must be a number from 1 to 1000");
    assertProblem(
        400,
        "/api/runs/nobody/histograms/steps?from=9&to=8",
        "to is '8', but must be at least 9, the value of from");
    assertProblem(400, "/api/runs/nobody/export?format=xls", "format is 'xls', but must be");

    HttpResponse<String> answer = system.process.post("/api/runs", "{}");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("the trainer at http://127.0.0.1:8081 does not answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/js/main.js", "/api/runs", "/api/elsewhere", "/q/metrics"})
  void everyAnswerTellsBrowsersToKeepToThemselves(String path) {
    HttpResponse<String> answer = system.process.get(path);

    assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("default-src 'self'", "frame-ancestors 'none'"));
    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/js/main.js", "/api/runs", "/q/metrics", "/q/health/live"})
  void goesByNoForeignName(String path) throws IOException {
    String answer =
        raw(
            "GET %s HTTP/1.1\r\nHost: rebound.example.org\r\nConnection: close\r\n\r\n"
                .formatted(path));

    assertThat(answer).startsWith("HTTP/1.1 421 ").contains("alphascope.access.hosts");
  }

  @Test
  void changesNothingWithoutTheToken() {
    String large = "x".repeat(5 << 20);
    for (String path : List.of("/api/runs", "/api/runs/some/stop", "/elsewhere", "/")) {
      for (String body : List.of("{}", large)) {
        HttpResponse<String> answer =
            system.process.send(system.process.posting(path, body).build());
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.body()).contains("ALPHASCOPE_TOKEN");
      }
    }
    HttpResponse<String> foreign =
        system.process.send(
            system
                .process
                .posting("/api/runs", "{}")
                .header("Authorization", "Bearer " + AggregatorProcess.TOKEN)
                .header("Origin", "http://127.0.0.1:1")
                .build());
    assertThat(foreign.statusCode()).isEqualTo(403);
  }

  @Test
  void takesNoBodyBeyondItsLimit() throws IOException {
    String answer =
        raw(
            "POST /api/runs HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer %s\r\n".formatted(AggregatorProcess.TOKEN)
                + "Content-Length: %d\r\n\r\n".formatted(33 << 20));

    assertThat(answer).startsWith("HTTP/1.1 413 ");
  }

  /** What the aggregator answers to these bytes; for requests that Java's client does not make. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), system.process.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyTableAndColumnHasAComment() {
    assertThat(
            system.query(
                """
                SELECT c.relname, a.attname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum >= 0
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                  AND c.relname <> 'flyway_schema_history'
                  AND (col_description(c.oid, a.attnum) IS NULL
                    OR obj_description(c.oid, 'pg_class') IS NULL)\
                """))
        .isEmpty();
    assertThat(
            system.query(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                    + " AND relkind = 'r' AND relname <> 'flyway_schema_history' ORDER BY 1"))
        .hasToString(
            "[[dead_letters], [deleted_runs], [epochs], [gradient_disagreements], [histograms],"
                + " [layer_observations], [observation_summaries], [observations], [run_workloads],"
                + " [runs], [stale_buckets], [statistics]]");
  }

  private static void assertProblem(int status, String path, String error) {
    HttpResponse<String> answer = system.process.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").contains(error);
  }
}
