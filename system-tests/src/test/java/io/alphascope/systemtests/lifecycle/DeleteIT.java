package io.alphascope.systemtests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.local.system.SystemFile;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.Logs;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code alphascope delete} on a whole system, which is started again afterwards. */
class DeleteIT {
  @TempDir Path folder;
  private LaunchedProcess system;

  @BeforeEach
  void start() throws Exception {
    system = command("up", "--no-train");
    system.awaitSaying("Up until Ctrl-C");
  }

  @AfterEach
  void stop() throws Exception {
    if (system.process().isAlive()) {
      system.signal("INT");
    }
    system.exitStatus();
  }

  @Test
  void aDeletedRunIsGoneAfterARestartToo() throws Exception {
    String deleted = train();
    String kept = train();

    JsonNode document = json("delete", deleted, "--yes", "--json");

    assertThat(document.at("/deleted/0/run").asText()).isEqualTo(deleted);
    assertThat(document.at("/deleted/0/observations").asInt()).isEqualTo(188);
    assertGone(deleted, kept);

    stop();
    start();
    assertGone(deleted, kept);

    // Trainings, replays and a restart, all of it healthy.
    assertThat(deadLetters()).isEmpty();
    stop();
    assertThat(Logs.troubles(folder.resolve("data"))).isEmpty();
  }

  private List<String> deadLetters() throws IOException, SQLException {
    Path data = folder.resolve("data");
    Properties credentials = new Properties();
    try (Reader in = Files.newBufferedReader(data.resolve("credentials"))) {
      credentials.load(in);
    }
    List<String> letters = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                SystemFile.read(data).orElseThrow().jdbcUrl(),
                credentials.getProperty("database.user"),
                credentials.getProperty("database.password"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT source_topic, reason FROM dead_letters")) {
      while (rows.next()) {
        letters.add(rows.getString(1) + ": " + rows.getString(2));
      }
    }
    return letters;
  }

  private void assertGone(String deleted, String kept) throws Exception {
    JsonNode runs = json("runs", "--json");
    assertThat(runs.at("/runs").findValuesAsText("run")).containsExactly(kept);
    assertThat(runs.at("/runs/0/curvatures/0/observed").asInt()).isEqualTo(188);
    LaunchedProcess replay = command("replay", "--run", deleted, "--curvature", "hessian");
    assertThat(replay.exitStatus()).isEqualTo(1);
    assertThat(replay.said())
        .isEqualTo("alphascope: There is no run %s: there are %s\n".formatted(deleted, kept));
    LaunchedProcess replayAll =
        command("replay", "--run", "all", "--curvature", "ggn/layer", "--json");
    assertThat(replayAll.exitStatus()).as(replayAll.said()).isZero();
    assertThat(new ObjectMapper().readTree(replayAll.out().toFile()).at("/steps_observed").asInt())
        .isEqualTo(188);
  }

  /** A run of 188 steps, all of them observed. */
  private String train() throws Exception {
    JsonNode run =
        json("train", "--dataset=mnist-sample", "--network=logistic", "--curvature=ggn", "--json");
    return run.at("/run").asText();
  }

  private JsonNode json(String... arguments) throws Exception {
    LaunchedProcess process = command(arguments);
    assertThat(process.exitStatus()).as(process.said()).isZero();
    return new ObjectMapper().readTree(Files.readString(process.out()));
  }

  private LaunchedProcess command(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data-dir=" + folder.resolve("data"));
    return LaunchedProcess.start(folder, all.toArray(String[]::new));
  }
}
