package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody says is null, and what the steps tell is taken from them. */
@ExtendWith(SharedServers.class)
class UnknownIT {

  private static final String TOLD =
      """
      SELECT device, optimizer, learning_rate, momentum, seed, batch_size, epochs, publish_every,
        steps_taken, steps_published, steps_skipped, training_seconds, parameter_count,
        training_samples, nesterov, weight_decay, schedule, warmup_steps
      FROM runs WHERE run = '%s'\
      """;
  private static final int TOLD_COLUMNS = 18;

  @AutoClose private SeriesDatabase database;

  @BeforeEach
  void start(TestDatabase empty) throws SQLException {
    database = SeriesDatabase.migrated(empty);
  }

  @Test
  void ofAForeignRunWhatIsNotSaidIsNull() throws SQLException {
    store(RunChanged.newBuilder().setRun("foreign").setState(RunChanged.State.FOREIGN));

    assertThat(told("foreign")).isEqualTo(Arrays.asList(new Object[TOLD_COLUMNS]));
  }

  @Test
  void ofAForeignRunWhatIsSaidIsKept() throws SQLException {
    store(
        RunChanged.newBuilder()
            .setRun("foreign")
            .setState(RunChanged.State.FOREIGN)
            .setParameterCount(26)
            .setSpecification(
                RunSpecification.newBuilder()
                    .setSeed(0)
                    .setBatchSize(8)
                    .setSchedule("cosine")
                    .setWarmupSteps(5)
                    .setOptimizer(
                        Optimizer.newBuilder()
                            .setName("momentum")
                            .setLearningRate(0.5)
                            .setMomentum(0.9)
                            .setNesterov(true)
                            .setWeightDecay(0.01))));

    assertThat(told("foreign"))
        .containsExactly(
            null,
            "momentum",
            0.5,
            0.9,
            0L,
            8,
            null,
            null,
            null,
            null,
            null,
            null,
            26L,
            null,
            true,
            0.01,
            "cosine",
            5L);
  }

  @Test
  void ofATrainersRunZeroIsANumber() throws SQLException {
    store(
        RunChanged.newBuilder()
            .setRun("trained")
            .setState(RunChanged.State.RUNNING)
            .setDevice("cpu")
            .setSpecification(
                RunSpecification.newBuilder()
                    .setOptimizer(Optimizer.newBuilder().setName("sgd").setLearningRate(0.1))));

    assertThat(told("trained")).isEqualTo(trainers("cpu", "sgd", 0.1));
  }

  @Test
  void ofARunThatAClientReportsOnCountsAreNumbersAndSettingsMayBeUnknown() throws SQLException {
    store(
        RunChanged.newBuilder()
            .setRun("reported")
            .setState(RunChanged.State.RUNNING)
            .setPublisher("alphascope-python 0.1")
            .setStepsTaken(3)
            .setStepsPublished(2));

    assertThat(told("reported"))
        .containsExactly(
            null, null, null, null, null, null, null, null, 3L, 2L, 0L, 0.0, null, null, null, null,
            null, null);
    assertThat(database.query("SELECT publisher FROM runs"))
        .containsExactly(List.of("alphascope-python 0.1"));
  }

  @Test
  void ofMomentumItIsSaidThatItIsNotNesterovs() throws SQLException {
    store(
        RunChanged.newBuilder()
            .setRun("trained")
            .setState(RunChanged.State.COMPLETED)
            .setSpecification(
                RunSpecification.newBuilder()
                    .setSchedule("step")
                    .setOptimizer(Optimizer.newBuilder().setName("momentum"))));

    assertThat(told("trained").subList(14, TOLD_COLUMNS)).containsExactly(false, 0.0, "step", 0L);
  }

  @Test
  void aStepThatDoesNotSayItsRateAsksForNone() throws SQLException {
    CurvatureObserved.Builder row = row("silent", 3).setLearningRateStar(0); // as version 1 did

    Tables.OBSERVATIONS.write(
        database.handle,
        List.of(row.build(), row.setStep(4).setLearningRate(0).setEpoch(1).build()));

    assertThat(
            database.query(
                "SELECT epoch, learning_rate, learning_rate_star FROM observations ORDER BY step"))
        .containsExactly(Arrays.asList(null, null, null), List.of(1, 0.0, 0.0));
  }

  @Test
  void rowsOfAnEarlierVersionAreMended(TestDatabase empty) throws SQLException {
    database.close();
    database = new SeriesDatabase(empty);
    database.migrate("3");
    database.query(
        """
        WITH kept AS (
          INSERT INTO runs
          SELECT state, state, '', NULL, NULL, '', '2-1', 'relu', 'squared-error', 'sum', '', NULL, NULL,
            '', 0, 0, 0, '', 0, 0, 0, NULL, 0, 0, 0, NULL, 0, 0, 0, now()
          FROM unnest(ARRAY['foreign', 'running']) AS state)
        SELECT\
        """);
    database.query(
        """
        WITH kept AS (
          INSERT INTO observations (
            run, curvature, step, epoch, batch_size, learning_rate, status, learning_rate_star, stored_at)
          VALUES ('foreign', 'ggn', 0, 0, 4, 0, 'ok', 0, now()), ('foreign', 'ggn', 1, 1, 4, 0.5, 'ok', 2, now()))
        SELECT\
        """);

    database.migrate("latest");

    assertThat(told("foreign")).isEqualTo(Arrays.asList(new Object[TOLD_COLUMNS]));
    assertThat(told("running")).isEqualTo(trainers(null, null, null));
    assertThat(
            database.query(
                "SELECT epoch, learning_rate, learning_rate_star FROM observations ORDER BY step"))
        .containsExactly(Arrays.asList(null, null, null), List.of(1, 0.5, 2.0));
  }

  @Test
  void theStepsTellTheirNumberAndRange() throws SQLException {
    store(RunChanged.newBuilder().setRun("told").setState(RunChanged.State.FOREIGN));
    assertThat(steps("told")).containsExactly(0L, null, null, null, null, null, null);

    Tables.OBSERVATIONS.write(
        database.handle,
        List.of(
            row("told", 10).setLearningRate(0.5).setBatchSize(64).setEpoch(1).build(),
            row("told", 20).setLearningRate(0.1).setBatchSize(32).setEpoch(2).build(),
            row("told", 30).setCurvature("ggn@fresh:256").setBatchSize(256).build(),
            row("told", 20).setCurvature("hessian").setLearningRate(0.1).setEpoch(2).build()));

    assertThat(steps("told")).containsExactly(3L, 10L, 30L, null, 64, 0.5, null);
  }

  @Test
  void whatTheStepsDoNotTellIsTheSpecifications() throws SQLException {
    store(
        RunChanged.newBuilder()
            .setRun("declared")
            .setState(RunChanged.State.FOREIGN)
            .setSpecification(
                RunSpecification.newBuilder()
                    .setBatchSize(100)
                    .setOptimizer(Optimizer.newBuilder().setLearningRate(0.25))));
    Tables.OBSERVATIONS.write(
        database.handle,
        List.of(row("declared", 0).setBatchSize(64).build(), row("declared", 1).build()));

    assertThat(steps("declared")).containsExactly(2L, 0L, 1L, null, 100, 0.25, 0.25);
  }

  @Test
  void samplesSeenAreTheStepsOwnWhereNobodySaysMore() throws SQLException {
    store(RunChanged.newBuilder().setRun("told").setState(RunChanged.State.FOREIGN));
    Tables.OBSERVATIONS.write(
        database.handle, List.of(row("told", 0).setBatchSize(64).build(), row("told", 1).build()));

    assertThat(
            database.query(
                "SELECT place_on_axis('samples', 1, batch_size, training_samples)"
                    + " FROM chosen_series(ARRAY['told'], ARRAY['ggn'], 'all')"))
        .containsExactly(List.of(128L));
  }

  /** What is stored of a trainer's run of which nothing else is known. */
  private static List<Object> trainers(String device, String optimizer, Double learningRate) {
    return Arrays.asList(
        device,
        optimizer,
        learningRate,
        null,
        0L,
        null,
        null,
        0,
        0L,
        0L,
        0L,
        0.0,
        null,
        null,
        null,
        0.0,
        "constant",
        0L);
  }

  private void store(RunChanged.Builder run) throws SQLException {
    Tables.RUNS.write(database.handle, List.of(run.build()));
  }

  private static CurvatureObserved.Builder row(String run, long step) {
    return CurvatureObserved.newBuilder()
        .setRun(run)
        .setCurvature("ggn")
        .setStep(step)
        .setStatus(Status.OK)
        .setAlphaStar(2);
  }

  private List<Object> told(String run) throws SQLException {
    return database.query(TOLD.formatted(run)).get(0);
  }

  private List<Object> steps(String run) throws SQLException {
    return database.query("SELECT * FROM steps_of('%s')".formatted(run)).get(0);
  }
}
