package io.alphascope.systemtests.composition;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** What the script said, on both of its outputs. */
  private String run(String input, String... arguments) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        "/bin/sh", ComposeFiles.ROOT.resolve("deploy/docker/secrets").toString()),
                    Stream.of(arguments))
                .toList());
    script.environment().put("SECRETS_FOLDER", folder.toString());
    script.environment().merge("PATH", commands + ":", (path, added) -> added + path);
    Process process = script.redirectErrorStream(true).start();
    process.outputWriter().append(input).close();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
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
