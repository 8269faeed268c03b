package io.alphascope.systemtests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a checkout of empty modules, with a Java and a Maven that only note their use.
 */
class LauncherScriptIT {
  private static final List<String> MODULES =
      List.of(
          "events",
          "workload",
          "curvature",
          "service",
          "trainer-service",
          "curvature-service",
          "aggregator",
          "deploy/local",
          "cli");
  private static final String JAVA_17 =
      "echo '    java.home = '\"$(cd \"$(dirname \"$0\")/..\" && pwd)\" >&2\n"
          + "echo '    java.specification.version = 17' >&2\n";

  @TempDir Path root;
  private Path home;
  private Path programs;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectories(root.resolve("check out"));
    Path checkout = Path.of(System.getProperty("alphascope.home"));
    Files.copy(checkout.resolve("alphascope"), home.resolve("alphascope"));
    Files.createDirectories(home.resolve("deploy/docker"));
    for (String variables :
        List.of("deploy/docker/foreign-variables", "deploy/docker/kept-memory")) {
      Files.copy(checkout.resolve(variables), home.resolve(variables));
    }
    Files.setPosixFilePermissions(
        home.resolve("alphascope"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(home.resolve("pom.xml"));
    for (String module : MODULES) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    programs = Files.createDirectories(root.resolve("jdk/bin"));
    program(
        "java",
        "[ \"$1\" = -XshowSettings:properties ] || { echo ran \"${@: -1}\"; exit; }\n" + JAVA_17);
    program("javac", "");
    program("mvn", "echo mvn \"$@\" >>" + root + "/calls\n" + makesJars());
  }

  @Test
  void buildsWhatIsStaleAndNothingElse() throws Exception {
    assertThat(launch(home.resolve("alphascope"), "runs")).isZero();
    assertThat(said).contains("ran runs").anyMatch(line -> line.contains("Building what is stale"));
    assertThat(calls()).hasSize(1);

    assertThat(launch(home.resolve("alphascope"), "runs")).isZero();
    assertThat(said).containsExactly("ran runs");
    assertThat(calls()).hasSize(1);

    Path source = Files.createFile(home.resolve("workload/src/main/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(launch(home.resolve("alphascope"), "runs")).isZero();
    assertThat(calls()).hasSize(2);
  }

  @Test
  void worksThroughSymbolicLinksFromAnyFolder() throws Exception {
    Path elsewhere = Files.createDirectories(root.resolve("else where"));
    Files.createSymbolicLink(elsewhere.resolve("one"), home.resolve("alphascope"));
    Files.createSymbolicLink(elsewhere.resolve("two"), Path.of("one"));

    assertThat(launch(elsewhere.resolve("two"), "status")).isZero();

    assertThat(said).contains("ran status");
  }

  @Test
  void triesAgainOfflineIfTheNetworkIsAway() throws Exception {
    program(
        "mvn",
        "echo mvn \"$@\" >>"
            + root
            + "/calls\n"
            + "case \"$*\" in *' -o '*) ;; *) echo 'Could not transfer artifact'; exit 1 ;; esac\n"
            + makesJars());

    assertThat(launch(home.resolve("alphascope"), "runs")).isZero();

    assertThat(calls()).hasSize(2);
  }

  @Test
  void showsTheEndOfAFailedBuildAndTriesItAnewNextTime() throws Exception {
    program(
        "mvn", "echo mvn >>" + root + "/calls\necho '[ERROR] a line of code is wrong'\nexit 1\n");

    assertThat(launch(home.resolve("alphascope"), "runs")).isEqualTo(1);
    assertThat(said)
        .contains("[ERROR] a line of code is wrong")
        .doesNotContain("ran runs")
        .last()
        .asString()
        .startsWith("alphascope: The build failed: ");

    assertThat(launch(home.resolve("alphascope"), "runs")).isEqualTo(1);
    assertThat(calls()).hasSize(2);
  }

  @Test
  void refusesAnOldJava() throws Exception {
    program("java", JAVA_17.replace("17'", "11'"));

    assertThat(launch(home.resolve("alphascope"), "runs")).isEqualTo(1);

    assertThat(said)
        .containsExactly(
            "alphascope: %s/java is version 11: install a JDK 17 or newer, or point JAVA_HOME to one"
                .formatted(programs));
  }

  @Test
  void refusesAMisleadingJavaHome() throws Exception {
    assertThat(launch(Map.of("JAVA_HOME", root.toString()), home.resolve("alphascope"), "runs"))
        .isEqualTo(1);

    assertThat(said).singleElement().asString().contains("which holds no bin/java");
  }

  @Test
  void namesMavenIfItIsMissing() throws Exception {
    Files.delete(programs.resolve("mvn"));

    int status =
        launch(Map.of("PATH", programs + ":" + withoutMaven()), home.resolve("alphascope"), "runs");

    assertThat(status).isEqualTo(1);
    assertThat(said)
        .containsExactly(
            "alphascope: No mvn on the PATH, and something must be built: install Maven 3.8.7 or"
                + " newer");
  }

  private int launch(Path script, String argument) throws Exception {
    return launch(Map.of(), script, argument);
  }

  /** Runs it elsewhere; what it said, on both outputs, is kept. */
  private int launch(Map<String, String> environment, Path script, String argument)
      throws Exception {
    said.clear();
    ProcessBuilder builder =
        new ProcessBuilder(script.toString(), argument)
            .directory(root.toFile())
            .redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    new String(process.getInputStream().readAllBytes()).lines().forEach(said::add);
    return process.waitFor();
  }

  /** A folder with the programs that the script needs, Maven not among them. */
  private Path withoutMaven() throws IOException {
    Path folder = Files.createDirectories(root.resolve("few"));
    for (String name :
        List.of("bash", "env", "sed", "dirname", "find", "head", "mkdir", "rm", "cat", "uname")) {
      Files.createSymbolicLink(folder.resolve(name), Path.of("/usr/bin").resolve(name));
    }
    return folder;
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(root.resolve("calls"));
  }

  private String makesJars() {
    StringBuilder script = new StringBuilder();
    for (String service : List.of("trainer-service", "curvature-service", "aggregator")) {
      script.append("mkdir -p %s/target/quarkus-app\n".formatted(service));
      script.append("touch %s/target/quarkus-app/quarkus-run.jar\n".formatted(service));
    }
    return script.append("mkdir -p cli/target/lib\n").toString();
  }

  private void program(String name, String body) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
