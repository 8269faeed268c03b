package io.alphascope.systemtests.lifecycle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.alphascope.local.system.SystemFile;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else on this machine gets of a system that is up, and what its owner gets. */
@ExtendWith(SharedSystem.class)
class SafetyIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static Path data;
  private static LaunchedProcess launched;
  private static SystemFile system;
  private static Properties credentials;

  @BeforeAll
  static void share(UpSystem shared) throws IOException {
    data = shared.data();
    launched = shared.launched();
    system = shared.addresses();
    credentials = new Properties();
    try (Reader in = Files.newBufferedReader(data.resolve("credentials"))) {
      credentials.load(in);
    }
  }

  @Test
  void closesWhatItKeepsToOtherUsers() throws IOException {
    assertThat(permissions(data.resolve("credentials"))).isEqualTo("rw-------");
    assertThat(permissions(data.resolve("run/broker.properties"))).isEqualTo("rw-------");
    for (String name : List.of("kafka", "streams", "logs", "run", "datasets", "pg/17")) {
      assertThat(permissions(data.resolve(name))).as(name).isEqualTo("rwx------");
    }
    assertThat(permissions(data.resolve("pg"))).matches("rwx(---|--x){2}");
  }

  @Test
  void theBrokerLetsInNobodyWithoutThePassword() {
    for (String bootstrap : List.of("bootstrap.servers", "bootstrap.controllers")) {
      String address =
          bootstrap.equals("bootstrap.servers")
              ? system.kafkaBootstrapServers()
              : "127.0.0.1:" + port("controller");
      try (Admin stranger = admin(Map.of(bootstrap, address))) {
        assertThatThrownBy(() -> stranger.describeCluster().nodes().get())
            .as(bootstrap)
            .hasCauseInstanceOf(TimeoutException.class);
      }
      try (Admin guesser = admin(login(bootstrap, address, "a-guess"))) {
        assertThatThrownBy(() -> guesser.describeCluster().nodes().get())
            .as(bootstrap)
            .hasCauseInstanceOf(SaslAuthenticationException.class);
      }
    }
  }

  @Test
  void theBrokerLetsInItsOwner() throws Exception {
    String password = credentials.getProperty("kafka.password");
    try (Admin owner =
        admin(login("bootstrap.servers", system.kafkaBootstrapServers(), password))) {
      assertThat(owner.listTopics().names().get()).contains("training.steps");
    }
  }

  @Test
  void theDatabaseLetsInNobodyWithoutThePassword() {
    String user = credentials.getProperty("database.user");
    for (String guess : new String[] {null, "", user, "postgres"}) {
      assertThatThrownBy(() -> DriverManager.getConnection(system.jdbcUrl(), user, guess))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void noServiceIsChangedWithoutTheToken() throws Exception {
    for (String path :
        List.of(
            system.url() + "/api/runs",
            system.url() + "/api/runs/any/stop",
            system.trainerUrl() + "/runs",
            system.trainerUrl() + "/runs/any/stop",
            system.curvatureServiceUrl() + "/anything")) {
      assertThat(post(path, "Bearer a-guess-of-24-characters").statusCode())
          .as(path)
          .isEqualTo(401);
      HttpResponse<String> answer = post(path, null);
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.body()).contains("ALPHASCOPE_TOKEN");
    }
  }

  @Test
  void noRunIsDeletedWithoutTheToken() throws Exception {
    for (String path : List.of(system.url() + "/api/runs/any", system.trainerUrl() + "/runs/any")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path)).DELETE();
      assertThat(status(request)).as(path).isEqualTo(401);
      request.header("Authorization", "Bearer a-guess-of-24-characters");
      assertThat(status(request)).as(path).isEqualTo(401);
    }
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void noServiceGoesByAForeignName() throws IOException {
    for (String url : List.of(system.url(), system.trainerUrl(), system.curvatureServiceUrl())) {
      for (String path : List.of("/", "/q/metrics", "/q/health/ready", "/api/runs", "/runs")) {
        assertThat(
                firstLine(
                    URI.create(url).getPort(),
                    "GET %s HTTP/1.1\r\nHost: rebound.example.org:80\r\nConnection: close\r\n\r\n"
                        .formatted(path)))
            .as(url + path)
            .startsWith("HTTP/1.1 421 ");
      }
    }
  }

  @Test
  void theOwnersCommandsFindTheToken() throws Exception {
    String token = credentials.getProperty("api.token");
    LaunchedProcess status = run(List.of(), "status", "--data-dir", data.toString());
    assertThat(status.exitStatus()).as("%s", status.said()).isZero();
    assertThat(Files.readString(status.out())).contains(system.url() + "/#token=" + token);

    String[] train = {
      "train",
      "--url",
      system.url(),
      "--detach",
      "--dataset",
      "mnist-sample",
      "--epochs",
      "1000",
      "--network",
      "784-16-10",
      "--publish-every",
      "0"
    };
    LaunchedProcess stranger = run(List.of(), train);
    assertThat(stranger.exitStatus()).isEqualTo(1);
    assertThat(stranger.said()).contains("Refused: this needs the system's token");

    LaunchedProcess named = run(List.of("env", "ALPHASCOPE_TOKEN=" + token), train);
    assertThat(named.exitStatus()).as("%s", named.said()).isZero();
    String id = Files.readString(named.out()).strip();
    // Known to the aggregator a moment after it has begun.
    await()
        .atMost(PATIENCE)
        .until(() -> run(List.of(), "stop", id, "--data-dir", data.toString()).exitStatus() == 0);
  }

  @Test
  void tellsNoSecretInCommandLinesNorInFilesThatAreNotMadeForIt() throws Exception {
    List<String> secrets =
        Stream.of("database.password", "kafka.password", "api.token")
            .map(credentials::getProperty)
            .toList();
    assertThat(secrets).doesNotContainNull().doesNotHaveDuplicates();

    List<ProcessHandle> processes =
        Stream.concat(Stream.of(launched.process().toHandle()), launched.process().descendants())
            .toList();
    assertThat(processes).hasSizeGreaterThan(5);
    assumeThat(Path.of("/proc/self/cmdline")).as("processes tell their command lines").exists();
    for (ProcessHandle process : processes) {
      Path told = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      if (process.isAlive()) {
        assertThat(Files.readString(told, ISO_8859_1)).doesNotContain(secrets);
      }
    }

    for (Path place :
        List.of(data, data.resolve("logs"), data.resolve("run"), data.getParent(), folder)) {
      try (Stream<Path> files = Files.list(place)) {
        for (Path file : files.filter(SafetyIT::isText).toList()) {
          String text = Files.readString(file, ISO_8859_1);
          for (String secret : secrets) {
            assertThat(text.contains(secret)).as("%s tells a secret", file).isFalse();
          }
        }
      }
    }
  }

  /** Logs, outputs, arguments: what people pass on when something fails. */
  private static boolean isText(Path file) {
    String path = file.toString();
    return Files.isRegularFile(file)
        && (path.contains("/logs/")
            || path.contains("/run/") && !path.endsWith("/broker.properties")
            || path.endsWith("ports")
            || path.endsWith("system.json")
            // `status` was asked for it.
            || path.contains("/stderr"));
  }

  private static LaunchedProcess run(List<String> prefix, String... arguments) throws IOException {
    return LaunchedProcess.start(folder, System.getProperty("java.class.path"), prefix, arguments);
  }

  private static Admin admin(Map<String, Object> connection) {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.put("request.timeout.ms", 3_000);
    properties.put("default.api.timeout.ms", 3_000);
    return Admin.create(properties);
  }

  private static Map<String, Object> login(String bootstrap, String address, String password) {
    return Map.of(
        bootstrap,
        address,
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%s\" password=\"%s\";"
                .formatted(credentials.getProperty("kafka.user"), password));
  }

  private static String port(String name) {
    Properties ports = new Properties();
    try (Reader in = Files.newBufferedReader(data.resolve("ports"))) {
      ports.load(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ports.getProperty(name);
  }

  private static HttpResponse<String> post(String address, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address)).POST(HttpRequest.BodyPublishers.ofString("{}"));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String firstLine(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
