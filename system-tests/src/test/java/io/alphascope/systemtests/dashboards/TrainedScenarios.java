package io.alphascope.systemtests.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.local.system.SystemFile;
import io.alphascope.systemtests.LaunchedProcess;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A real system on this machine, in which the three scenarios are trained by the real command. */
final class TrainedScenarios implements AutoCloseable {
  /** A copy of a run, under a name that has to be quoted. */
  static final String ODD_NAME = "it's;--\\ ${run} $__timeFrom ü";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> TABLES =
      List.of("runs", "epochs", "observations", "histograms", "layer_observations", "statistics");
  private static final int CURVATURES = 3;

  /** On two steps of each run, so that every panel has something to draw. */
  private static final String OBSERVABLES =
      "ALPHASCOPE_CURVATURE_OBSERVABLES=distance@100,noise@100,tic@100,trace@100,hutchinson:2@100,"
          + "eigenvalue@100,gradient-histogram@100,parameter-histogram@100,"
          + "gradient-parameter-histogram@100";

  private final Path folder;
  private final Path data;
  private final LaunchedProcess up;
  private final Connection connection;
  private final Aggregator aggregator;

  private TrainedScenarios(
      Path folder, Path data, LaunchedProcess up, Connection connection, Aggregator aggregator) {
    this.folder = folder;
    this.data = data;
    this.up = up;
    this.connection = connection;
    this.aggregator = aggregator;
  }

  /** Starts the system; nothing is trained yet. */
  static TrainedScenarios up(Path folder) throws IOException, SQLException {
    Path data = folder.resolve("data");
    LaunchedProcess up =
        LaunchedProcess.start(
            folder,
            System.getProperty("java.class.path"),
            List.of("env", OBSERVABLES),
            "up",
            "--no-train",
            "--data-dir",
            data.toString());
    up.awaitSaying("Up until Ctrl-C");
    SystemFile system = SystemFile.read(data).orElseThrow(() -> new AssertionError(said(up)));
    Properties credentials = new Properties();
    try (Reader in = Files.newBufferedReader(data.resolve("credentials"))) {
      credentials.load(in);
    }
    Connection connection =
        DriverManager.getConnection(
            system.jdbcUrl(),
            credentials.getProperty("database.user"),
            credentials.getProperty("database.password"));
    return new TrainedScenarios(
        folder, data, up, connection, new Aggregator(system.url(), Optional.empty()));
  }

  /** As the command line asks it. */
  Aggregator aggregator() {
    return aggregator;
  }

  Connection connection() {
    return connection;
  }

  /** Trains three runs; what the command said of them. */
  String train() throws Exception {
    LaunchedProcess scenarios =
        LaunchedProcess.start(folder, "scenarios", "--data-dir", data.toString());
    assertThat(scenarios.exitStatus()).as(scenarios.said()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(count("statistics")).isEqualTo(CURVATURES * count("observations")));
    return Files.readString(scenarios.out());
  }

  /** Observes some steps of a run again, layer by layer. */
  void observeByLayer(String run) throws Exception {
    LaunchedProcess replay =
        LaunchedProcess.start(
            folder,
            "replay",
            "--run",
            run,
            "--curvature",
            "ggn/layer",
            "--steps",
            "0..39",
            "--data-dir",
            data.toString());
    assertThat(replay.exitStatus()).as(replay.said()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(count("layer_observations")).isPositive();
              assertThat(count("statistics")).isEqualTo(CURVATURES * count("observations"));
            });
  }

  void copyUnderAnOddName(String run) throws SQLException {
    for (String table : TABLES) {
      String copy =
          "INSERT INTO %1$s SELECT (jsonb_populate_record(t, jsonb_build_object('run', ?))).* FROM %1$s AS t WHERE run = ?"
              .formatted(table);
      try (PreparedStatement statement = connection.prepareStatement(copy)) {
        statement.setString(1, ODD_NAME);
        statement.setString(2, run);
        assertThat(statement.executeUpdate()).isPositive();
      }
    }
  }

  private long count(String table) {
    return Math.round(
        Answer.of(connection, "SELECT count(*) AS rows FROM " + table).numbers("rows").get(0));
  }

  private static String said(LaunchedProcess process) {
    try {
      return process.said();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws Exception {
    connection.close();
    up.signal("TERM"); // which, unlike INT, no background job ignores
    assertThat(up.exitStatus()).as(up.said()).isZero();
  }
}
