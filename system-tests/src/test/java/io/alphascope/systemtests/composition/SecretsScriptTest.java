package io.alphascope.systemtests.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/docker/secrets}, where nobody is root: files stay their maker's. */
class SecretsScriptTest {

  @TempDir private Path folder;
  @TempDir private Path commands;
  private String listen = "";

  @BeforeEach
  void leaveOwnersAlone() throws IOException {
    Path chown = Files.writeString(commands.resolve("chown"), "#!/bin/sh\n");
    assertThat(chown.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void makesEverySecretOnce() throws Exception {
    run("", "make");
    Map<String, String> made = files();
    run("", "make");

    assertThat(files()).isEqualTo(made).hasSize(9);
    assertThat(made.values()).allMatch(content -> content.matches("(?s).*[0-9a-f]{48}.*"));
  }

  @Test
  void tellsTheTokenAlone() throws Exception {
    assertThat(run("", "token")).matches("[0-9a-f]{48}\n");
    assertThat(run("", "show")).contains("#token=" + run("", "token"));
  }

  @Test
  void whatTheStoresAskForFollowsWhatTheirClientsHave() throws Exception {
    run("", "make");
    run(
        "quarkus.datasource.username=alphascope\nquarkus.datasource.password=0a1b\n",
        "set",
        "database.properties");
    run(
        "kafka.sasl.jaas.config=…PlainLoginModule required username=\"alphascope\""
            + " password=\"2c3d\";",
        "set",
        "kafka.properties");
    run("", "make");

    assertThat(files().get("database-password")).isEqualTo("0a1b\n");
    assertThat(files().get("kafka-server.jaas")).contains("user_alphascope=\"2c3d\"");
    assertThat(files().get("kafka-tools.properties")).contains("password=\"2c3d\"");
  }

  @Test
  void makesACertificateForTheNamedAddressAndKeepsIt() throws Exception {
    needsOpenssl();
    listen = "127.0.0.2";
    assertThat(run("", "make")).contains("made a certificate for 127.0.0.2");
    String made = files().get("kafka-listener.pem");
    assertThat(run("", "make")).isEmpty();

    assertThat(made).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(files()).containsEntry("kafka-listener.pem", made);
    listen = "127.0.0.3";
    run("", "make");
    assertThat(files().get("kafka-listener.pem")).isNotEqualTo(made);
  }

  @Test
  void givesAClientWhatItNeeds() throws Exception {
    needsOpenssl();
    listen = "127.0.0.2";
    run("", "make");
    String archive = run("", "client");
    Map<String, String> kept = files();

    assertThat(archive)
        .contains(
            "bootstrap.servers=127.0.0.2:9095\nsecurity.protocol=SASL_SSL\n",
            "\nssl.ca.location=ca.pem\n",
            kept.get("kafka-listener.pem").replaceFirst("(?s).*(?=-----BEGIN CERT)", ""))
        .doesNotContain("PRIVATE KEY");
    String password = archive.replaceFirst("(?s).*sasl.password=([0-9a-f]{48})\n.*", "$1");
    assertThat(kept.get("kafka-server.jaas")).contains("user_alphascope=\"" + password + "\"");
  }

  @Test
  void doesNotListenWithoutACertificate() throws Exception {
    listen = "gpu.example.org";
    assertThat(runs(1, "", "make"))
        .contains("no certificate can be made for ALPHASCOPE_LISTEN=gpu.example.org, so Kafka is")
        .contains("it must be an IPv4 address of this machine");
    listen = "";
    assertThat(runs(2, "", "client")).contains("add deploy/docker/listen.yml to COMPOSE_FILE");
    assertThat(files()).doesNotContainKey("kafka-listener.pem");
  }

  /** As the image of the container has it. */
  private static void needsOpenssl() {
    assumeThat(Stream.of(System.getenv("PATH").split(":")).map(Path::of))
        .as("openssl is installed")
        .anyMatch(place -> Files.isExecutable(place.resolve("openssl")));
  }

  private String run(String input, String... arguments) throws Exception {
    return runs(0, input, arguments);
  }

  /** What the script said, on both of its outputs. */
  private String runs(int status, String input, String... arguments) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        "/bin/sh", ComposeFiles.ROOT.resolve("deploy/docker/secrets").toString()),
                    Stream.of(arguments))
                .toList());
    script.environment().put("SECRETS_FOLDER", folder.toString());
    script.environment().put("ALPHASCOPE_LISTEN", listen);
    script.environment().put("ALPHASCOPE_LISTEN_PORT", "9095");
    script.environment().merge("PATH", commands + ":", (path, added) -> added + path);
    Process process = script.redirectErrorStream(true).start();
    process.outputWriter().append(input).close();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
