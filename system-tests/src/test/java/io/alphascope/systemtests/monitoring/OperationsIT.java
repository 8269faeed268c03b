package io.alphascope.systemtests.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.local.system.SystemFile;
import io.alphascope.systemtests.LaunchedProcess;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the dashboards and alerts ask of Prometheus and, for alerts, of the database, asked of the
 * real ones: the services of a local system that has trained two runs, one of them at far too large
 * a rate.
 */
class OperationsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path ROOT = Path.of("..");
  private static final String FRESH = "hessian@fresh:64";
  private static final String[] RUN = {
    // Of 12 000 samples, 16 at a time: 750 steps, more than the largest window.
    "--dataset",
    "mnist-sample",
    "--network",
    "784-16-10",
    "--batch-size",
    "16",
    "--curvature",
    "hessian," + FRESH
  };

  /** Prometheus' own. */
  private static final Set<String> SYNTHETIC = Set.of("up");

  private static final List<String> SERVICES =
      List.of("trainer-service", "curvature-service", "aggregator");

  @TempDir static Path folder;
  private static LaunchedProcess launched;
  private static SystemFile system;
  private static final Map<String, ScrapedMetrics> metrics = new TreeMap<>();

  @BeforeAll
  static void trainTwoRuns() throws Exception {
    Path data = folder.resolve("data");
    launched =
        LaunchedProcess.start(
            folder, with(new String[] {"up", "--data-dir", data.toString()}, RUN));
    launched.awaitSaying("Up until Ctrl-C");
    system = SystemFile.read(data).orElseThrow(() -> new AssertionError(said()));
    LaunchedProcess train =
        LaunchedProcess.start(
            folder,
            with(
                new String[] {"train", "--data-dir", data.toString(), "--learning-rate", "1"},
                RUN));
    assertThat(train.exitStatus()).as(train.said()).isZero();
    await()
        .atMost(PATIENCE)
        .until(() -> rows("SELECT 1 FROM statistics WHERE window_steps = 500").size() == 4 * 750);
    for (String service : SERVICES) {
      metrics.put(service, ScrapedMetrics.of("http://" + target(service) + "/q/metrics"));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    launched.signal("TERM");
    launched.exitStatus();
  }

  @Test
  void theReferenceListsEveryMetricOfOursAndWhatItNamesExists() throws IOException {
    for (String service : SERVICES) {
      Set<String> documented = new TreeSet<>();
      for (String line : Files.readAllLines(ROOT.resolve("docs/metrics.md"))) {
        if (line.startsWith("| `") && line.contains(service)) {
          documented.add(line.substring(3, line.indexOf('`', 3)));
        }
      }
      assertThat(metrics.get(service).families()).as(service).containsAll(documented);
      assertThat(documented)
          .as(service)
          .containsAll(
              metrics.get(service).families().stream()
                  .filter(name -> name.startsWith("alphascope_"))
                  .toList());
    }
  }

  @Test
  void everyMetricThatAPanelOrAnAlertNamesExists() throws IOException {
    Set<String> samples = new TreeSet<>(SYNTHETIC);
    metrics.values().forEach(scraped -> samples.addAll(scraped.samples()));
    for (String expression : promQl()) {
      assertThat(samples).as(expression).containsAll(PromQl.metrics(expression));
    }
  }

  @Test
  void everyPromQlHasAnAnswer() throws Exception {
    assumeThat(PrometheusServer.isInstalled()).as("prometheus is on the PATH").isTrue();
    Map<String, String> targets = new HashMap<>();
    SERVICES.forEach(service -> targets.put(service, target(service)));
    try (PrometheusServer prometheus = PrometheusServer.start(folder, targets)) {
      await()
          .atMost(PATIENCE)
          .until(() -> prometheus.query("count_over_time(up[1m]) > 5").size() == SERVICES.size());
      assertThat(prometheus.query("up == 1")).hasSize(SERVICES.size());
      for (String expression : promQl()) {
        for (String services : List.of("", "aggregator", "(trainer-service|aggregator)")) {
          prometheus.query(PromQl.expanded(expression, variables(services)));
        }
        String all = PromQl.expanded(expression, variables("(" + String.join("|", SERVICES) + ")"));
        assertThat(prometheus.query(all)).as(all).isNotEmpty();
        assertThat(prometheus.queryRange(all, 10)).as(all).isNotEmpty();
      }
      for (AlertRule rule : AlertRule.all()) {
        if (rule.asksPrometheus()) {
          for (JsonNode series : prometheus.query(rule.promQl())) {
            double value = series.path("value").path(1).asDouble();
            assertThat(rule.isBreachedBy(value)).as("%s: %s", rule, series).isFalse();
          }
        }
      }
    }
  }

  @Test
  void aServiceThatDoesNotAnswerIsDown() throws Exception {
    assumeThat(PrometheusServer.isInstalled()).as("prometheus is on the PATH").isTrue();
    Map<String, String> targets = new HashMap<>();
    SERVICES.forEach(service -> targets.put(service, "127.0.0.1:1"));
    targets.put("aggregator", target("aggregator"));
    Path own = Files.createDirectory(folder.resolve("down"));
    try (PrometheusServer prometheus = PrometheusServer.start(own, targets)) {
      await().atMost(PATIENCE).until(() -> prometheus.query("up == 1").size() == 1);
      assertThat(breached(prometheus, "alphascope-service-down"))
          .extracting(series -> series.path("metric").path("service").asText())
          .containsExactlyInAnyOrder("trainer-service", "curvature-service");
    }
  }

  @Test
  void theAlertsOfTheTrainingTellAWildRunFromAGoodOne() throws Exception {
    Map<String, Set<String>> breaching = new TreeMap<>();
    for (AlertRule rule : AlertRule.all()) {
      if (!rule.asksPrometheus()) {
        for (Object[] row : timeSeries(rule.sql())) {
          if (rule.isBreachedBy((Double) row[3])) {
            breaching
                .computeIfAbsent(rule.uid(), uid -> new TreeSet<>())
                .add(row[1] + " " + row[2]);
          }
        }
      }
    }
    String wild = (String) rows("SELECT run FROM runs WHERE learning_rate = 1").get(0)[0];
    assertThat(breaching)
        .isEqualTo(Map.of("alphascope-rate-too-large", Set.of(wild + " " + FRESH)));
  }

  private static List<JsonNode> breached(PrometheusServer prometheus, String uid)
      throws IOException {
    AlertRule rule =
        AlertRule.all().stream().filter(one -> one.uid().equals(uid)).findFirst().orElseThrow();
    List<JsonNode> breaching = new ArrayList<>();
    for (JsonNode series : prometheus.query(rule.promQl())) {
      if (rule.isBreachedBy(series.path("value").path(1).asDouble())) {
        breaching.add(series);
      }
    }
    return breaching;
  }

  private static Map<String, String> variables(String services) {
    return Map.of("service", services, "__rate_interval", "4s", "__range", "60s");
  }

  /** Every expression of every dashboard's panels and variables, and of every alert. */
  private static Set<String> promQl() throws IOException {
    Set<String> expressions = new TreeSet<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("deploy/grafana/dashboards"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        new ObjectMapper()
            .readTree(file.toFile())
            .findValuesAsText("expr")
            .forEach(expressions::add);
      }
    }
    for (AlertRule rule : AlertRule.all()) {
      if (rule.asksPrometheus()) {
        expressions.add(rule.promQl());
      }
    }
    assertThat(expressions).hasSizeGreaterThan(20);
    return expressions;
  }

  /** The rows of an alert's query: a time, two names, and a number. */
  private static List<Object[]> timeSeries(String sql) throws SQLException, IOException {
    List<Object[]> rows = rows(sql);
    assertThat(rows)
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(row)
                    .hasExactlyElementsOfTypes(
                        Timestamp.class, String.class, String.class, Double.class));
    return rows;
  }

  private static List<Object[]> rows(String sql) throws SQLException, IOException {
    Properties credentials = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve("data/credentials"))) {
      credentials.load(in);
    }
    List<Object[]> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                system.jdbcUrl(),
                credentials.getProperty("database.user"),
                credentials.getProperty("database.password"));
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      ResultSetMetaData columns = results.getMetaData();
      while (results.next()) {
        Object[] row = new Object[columns.getColumnCount()];
        for (int column = 1; column <= row.length; column++) {
          row[column - 1] = results.getObject(column);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Host and port of a service. */
  private static String target(String service) {
    String url =
        switch (service) {
          case "trainer-service" -> system.trainerUrl();
          case "curvature-service" -> system.curvatureServiceUrl();
          default -> system.url();
        };
    return url.substring("http://".length());
  }

  private static String said() {
    try {
      return launched.said();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String[] with(String[] options, String... more) {
    return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
  }
}
