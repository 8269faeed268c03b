package io.alphascope.systemtests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.following.RunFollower;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.progress.Progress;
import io.alphascope.local.system.Credentials;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole system: a part is killed (-9) in the middle of a run, and what is kept in the end
 * equals an undisturbed run's, row by row and number by number.
 */
class KeptIT {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final List<String> CURVATURES = List.of("hessian", "ggn", "hessian@fresh:64");
  // Of 12 000 samples, 16 at a time.
  private static final int STEPS = 750;
  private static final int KILL_AFTER = 60;
  private static final int WINDOWS = 3;

  @TempDir static Path root;
  private static final Queue<String> news = new ConcurrentLinkedQueue<>();
  private static LocalSystem system;
  private static Aggregator aggregator;
  private static List<String> undisturbedRows;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    Path home = Path.of(System.getProperty("alphascope.home"));
    system = LocalSystem.start(root, home, NamedAddresses.NONE, news::add);
    system.awaitReady();
    aggregator =
        new Aggregator(system.addresses().url(), Optional.of(system.credentials().apiToken()));
    assertThat(train("undisturbed", progress -> {}).isFull()).isTrue();
    undisturbedRows = rows("undisturbed");
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
  }

  @Test
  void anUndisturbedRunHasOneRowPerStepAndCurvature() {
    assertThat(undisturbedRows).hasSize(STEPS * CURVATURES.size()).doesNotHaveDuplicates();
    assertThat(news).noneMatch(sentence -> sentence.startsWith("Restarting the trainer service"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"curvature-service", "aggregator", "broker"})
  void whatIsKeptDoesNotDependOnAKilledPart(String part) throws Exception {
    String run = "killed-" + part;

    Outcome outcome = train(run, new KillOnce(part));

    assertThat(news).anyMatch(sentence -> sentence.startsWith("Restarting the " + title(part)));
    assertThat(outcome.isFull()).as("%s", outcome).isTrue();
    assertThat(rows(run)).isEqualTo(undisturbedRows);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> statistics(run).size() == STEPS * CURVATURES.size() * WINDOWS);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(statistics(run)).isEqualTo(statistics("undisturbed")));
  }

  private static String title(String part) {
    return part.replace('-', ' ');
  }

  private static Outcome train(String id, Consumer<Progress> display) throws InterruptedException {
    ObjectNode request = new ObjectMapper().createObjectNode();
    request.put("run", id);
    request.put("dataset", "mnist-sample");
    request.put("network", "784-16-10");
    request.put("batch_size", 16);
    request.put("seed", 5);
    CURVATURES.forEach(request.withArray("curvatures")::add);
    Run run = aggregator.startRun(request);
    RunFollower follower =
        new RunFollower(
            aggregator, CURVATURES, display, system::throwFailure, InstantSource.system());
    return follower.follow(run.run());
  }

  /** The exported rows without the run's id, ordered by step and curvature. */
  private static List<String> rows(String run) throws Exception {
    Path file = root.resolve(run + ".csv");
    aggregator.export(run, "csv", List.of(), file);
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(line -> line.substring(line.indexOf(',') + 1))
        .sorted()
        .toList();
  }

  private static List<String> statistics(String run) throws SQLException, IOException {
    Credentials credentials = system.credentials();
    List<String> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                system.addresses().jdbcUrl(),
                credentials.databaseUser(),
                credentials.databasePassword());
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT * FROM statistics WHERE run = ? ORDER BY curvature, window_steps, step")) {
      query.setString(1, run);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(text(row));
        }
      }
    }
    return rows;
  }

  /** Every column but the run's id. */
  private static String text(ResultSet row) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      if (!row.getMetaData().getColumnName(column).equals("run")) {
        text.append(row.getString(column)).append(' ');
      }
    }
    return text.toString();
  }

  /** Kills a part as soon as some steps are through and others are not. */
  private static final class KillOnce implements Consumer<Progress> {
    private final String part;
    private boolean done;

    KillOnce(String part) {
      this.part = part;
    }

    @Override
    public void accept(Progress progress) {
      if (done || progress.observed() < KILL_AFTER || progress.observed() == STEPS) {
        return;
      }
      try {
        String pid = Files.readString(root.resolve("run/%s.pid".formatted(part))).strip();
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(this::kill);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private void kill(ProcessHandle process) {
      done = process.destroyForcibly();
    }
  }
}
