package io.alphascope.local.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.alphascope.local.outside.ListenAddress;
import io.alphascope.local.outside.ServerCertificate;
import io.alphascope.local.supervision.SupervisedChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker as another machine sees it, which a network namespace is here: with librdkafka, the
 * client of Python and C, and with what {@code up --listen} writes for it.
 */
class OutsideBrokerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Also part of names of interfaces, which have 15 characters at most. */
  private static final String NAMESPACE =
      "as-%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));

  /** Of the link to the namespace, in a block for tests (RFC 2544). */
  private static final String PREFIX =
      "198.18.%d.".formatted(ThreadLocalRandom.current().nextInt(256));

  private static final String HERE = PREFIX + "1";

  @TempDir static Path parent;
  private static Path client;
  private static DataFolder folder;
  private static SupervisedChild broker;

  @BeforeAll
  static void start() throws Exception {
    assumeThat(System.getProperty("user.name"))
        .as("needs root to make a network namespace")
        .isEqualTo("root");
    assumeThat(run("/usr/bin/python3", "-c", "import confluent_kafka").status())
        .as("python3-confluent-kafka is installed")
        .isZero();
    Said made = run("ip", "netns", "add", NAMESPACE);
    assumeThat(made.status()).as("may make a network namespace: %s", made.text()).isZero();
    String[] ends = {NAMESPACE + "-a", NAMESPACE + "-b"};
    require("ip", "link", "add", ends[0], "type", "veth", "peer", "name", ends[1]);
    require("ip", "link", "set", ends[1], "netns", NAMESPACE);
    require("ip", "address", "add", HERE + "/24", "dev", ends[0]);
    require("ip", "link", "set", ends[0], "up");
    there("ip", "address", "add", PREFIX + "2/24", "dev", ends[1]);
    there("ip", "link", "set", ends[1], "up");

    folder = DataFolder.open(parent.resolve("data"));
    NamedAddresses named =
        new NamedAddresses(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(ListenAddress.parse(HERE)));
    Addresses addresses = Addresses.choose(KeptPorts.in(folder, new Random()), named);
    Credentials credentials = Credentials.in(folder);
    OutsideAccess access =
        OutsideAccess.open(folder, addresses.outside().orElseThrow(), credentials.broker());
    client = access.clientFolder();
    broker =
        new SupervisedChild(
            new LocalChildren(folder, parent, addresses, credentials, Optional.empty())
                .broker(Optional.of(access.listener())),
            folder.runFolder(),
            news -> {});
    broker.start();
    await().atMost(PATIENCE).until(() -> broker.failure().isPresent() || broker.ready());
    assertThat(broker.failure()).isEmpty();
  }

  @AfterAll
  static void stop() throws Exception {
    if (broker != null) {
      broker.stop();
      folder.close();
    }
    // Takes the link with it.
    if (Files.exists(Path.of("/run/netns", NAMESPACE))) {
      require("ip", "netns", "delete", NAMESPACE);
    }
  }

  @Test
  void anotherMachinePublishesAndReadsWithTheFilesThatItGot() throws Exception {
    Said said = client("");

    assertThat(said.text()).isEqualTo("read: from another machine\n");
    assertThat(said.status()).isZero();
  }

  @Test
  void isRefusedWithAnotherPassword() throws Exception {
    assertThat(client("sasl.password=a-guess").text()).contains("Authentication failed");
  }

  @Test
  void isRefusedWithoutTls() throws Exception {
    assertThat(client("security.protocol=SASL_PLAINTEXT").text())
        .contains("connecting to a SSL listener?");
  }

  @Test
  void isRefusedWithoutAPassword() throws Exception {
    assertThat(client("security.protocol=SSL").text()).contains("SASL authentication");
  }

  @Test
  void doesNotTrustABrokerWithAnotherCertificate() throws Exception {
    Path other = Files.createDirectory(parent.resolve("other"));
    Path stranger = other.resolve("ca.pem");
    Files.writeString(
        stranger,
        ServerCertificate.in(other, ListenAddress.parse(HERE), InstantSource.system())
            .certificate());

    assertThat(client("ssl.ca.location=" + stranger).text()).contains("certificate verify failed");
  }

  /** What a client on the other machine says, with a setting that replaces that of its files. */
  private static Said client(String setting) throws Exception {
    Path script = parent.resolve("outside_client.py");
    if (!Files.exists(script)) {
      Files.write(
          script, OutsideBrokerIT.class.getResourceAsStream("outside_client.py").readAllBytes());
    }
    return run(
        "ip",
        "netns",
        "exec",
        NAMESPACE,
        "/usr/bin/python3",
        script.toString(),
        client.resolve("kafka.properties").toString(),
        setting);
  }

  private static void there(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
    all.addAll(List.of(command));
    require(all.toArray(String[]::new));
  }

  private static void require(String... command) throws Exception {
    Said said = run(command);
    assertThat(said.status()).as("%s: %s", String.join(" ", command), said.text()).isZero();
  }

  private record Said(int status, String text) {}

  private static Said run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException absent) {
      return new Said(127, absent.getMessage());
    }
  }
}
