package io.alphascope.systemtests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.StepFixture;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.UpSystem;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --listen}, on an address of this machine that is not the usual one. */
class ListenIT {
  private static final String ADDRESS = "127.0.0.2";

  @TempDir static Path folder;
  private static UpSystem system;
  private static Path client;

  /** librdkafka's properties, as they were written for other machines. */
  private static Properties written;

  @BeforeAll
  static void start() throws IOException {
    system = UpSystem.start(folder, "--listen", ADDRESS);
    client = system.data().toRealPath().resolve("client");
    written = new Properties();
    try (Reader in = Files.newBufferedReader(client.resolve("kafka.properties"))) {
      written.load(in);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void saysWhatIsToBeCopiedAndKeepsItPrivate() throws IOException {
    String address = written.getProperty("bootstrap.servers");
    assertThat(address).startsWith(ADDRESS + ":");
    assertThat(system.launched().said())
        .contains(
            "Kafka for other machines: %s, with TLS and password; clients need %s"
                .formatted(address, client),
            " (kafka.properties, ca.pem), which is new: copy it there. Its certificate is valid"
                + " until ");
    assertThat(permissions(client)).isEqualTo("rwx------");
    for (Path file :
        List.of(
            client.resolve("kafka.properties"),
            client.resolve("ca.pem"),
            system.data().resolve("listener.pem"))) {
      assertThat(permissions(file)).as("%s", file).isEqualTo("rw-------");
    }
    assertThat(Files.readString(client.resolve("ca.pem"))).doesNotContain("PRIVATE");
  }

  @Test
  void aClientPublishesThroughTlsAndItsStepIsObserved() throws Exception {
    Path step = Files.createDirectory(folder.resolve("step"));
    StepFixture.writeWithSamples(step);
    Properties java = new Properties();
    java.putAll(client());
    Path file = step.resolve("kafka.properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      java.store(out, null);
    }

    CommandLineRun published =
        CommandLineRun.of(
            "publish",
            step.toString(),
            "--run",
            "from-outside",
            "--kafka-config",
            file.toString(),
            "--data-dir",
            system.data().toString());

    assertThat(published.status()).as(published.err()).isZero();
    assertThat(system.awaitRows("from-outside", "ggn", 2)).hasSize(1);
    try (Admin reader = Admin.create(client())) {
      assertThat(reader.listTopics().names().get()).contains("training.steps", "training.runs");
    }
  }

  @Test
  void letsInNobodyWithoutTlsOrPassword() {
    for (String less : List.of("SASL_PLAINTEXT", "PLAINTEXT", "SSL")) {
      assertRefused(TimeoutException.class, Map.of("security.protocol", less));
    }
    assertRefused(SaslAuthenticationException.class, Map.of("sasl.jaas.config", login("a-guess")));
  }

  @Test
  void isNotTrustedByAClientThatDoesNotHaveItsCertificate() {
    Map<String, Object> trustingAuthorities = client();
    trustingAuthorities.keySet().removeIf(name -> name.startsWith("ssl.truststore."));

    assertRefused(SslAuthenticationException.class, trustingAuthorities);
  }

  @Test
  void theUsualAddressIsAsItAlwaysWas() throws Exception {
    assertThat(system.addresses().kafkaBootstrapServers()).startsWith("127.0.0.1:");
    try (Admin owner = Admin.create(system.kafkaClient())) {
      assertThat(owner.listTopics().names().get()).contains("training.steps");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsRefused() throws Exception {
    Path other = folder.resolve("other");

    LaunchedProcess refused =
        LaunchedProcess.start(
            folder, "up", "--no-train", "--data-dir", other.toString(), "--listen", "192.0.2.7");

    assertThat(refused.exitStatus()).isEqualTo(1);
    assertThat(refused.said())
        .startsWith("alphascope: --listen 192.0.2.7 is no address of this machine (")
        .contains("): name an address by which others reach this machine")
        .hasLineCount(1);
    assertThat(other).doesNotExist();
  }

  /**
   * @param replaced settings of a client that is otherwise let in; all of them, where it lacks some
   */
  private static void assertRefused(
      Class<? extends Throwable> reason, Map<String, Object> replaced) {
    Map<String, Object> properties =
        replaced.containsKey("bootstrap.servers") ? new HashMap<>() : client();
    properties.putAll(replaced);
    try (Admin stranger = Admin.create(properties)) {
      assertThatThrownBy(() -> stranger.describeCluster().nodes().get())
          .as("%s", replaced.keySet())
          .hasCauseInstanceOf(reason);
    }
  }

  /** A client of Java with what was written for librdkafka. */
  private static Map<String, Object> client() {
    Map<String, Object> properties = new HashMap<>();
    for (String same : List.of("bootstrap.servers", "security.protocol", "sasl.mechanism")) {
      properties.put(same, written.getProperty(same));
    }
    properties.put("sasl.jaas.config", login(written.getProperty("sasl.password")));
    properties.put("ssl.truststore.type", "PEM");
    properties.put(
        "ssl.truststore.location",
        client.resolve(written.getProperty("ssl.ca.location")).toString());
    properties.put("request.timeout.ms", "3000");
    properties.put("default.api.timeout.ms", "3000");
    return properties;
  }

  private static String login(String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"%s\" password=\"%s\";"
            .formatted(written.getProperty("sasl.username"), password);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
