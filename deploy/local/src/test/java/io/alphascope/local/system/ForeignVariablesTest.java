package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.workload.engine.ForeignVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every start of a Java of ours leaves out what the caller's environment tells DJL. */
class ForeignVariablesTest {
  private static final Path HOME = Path.of(System.getProperty("alphascope.home"));

  @Test
  void shellsUnsetThemAll() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", ". ./foreign-variables && env")
            .directory(HOME.resolve("deploy/docker").toFile())
            .redirectErrorStream(true);
    ForeignVariables.names().forEach(name -> builder.environment().put(name, "x"));
    builder.environment().put("ALPHASCOPE_DATA", "stays");

    Process shell = builder.start();

    List<String> left =
        new String(shell.getInputStream().readAllBytes())
            .lines()
            .map(line -> line.replaceAll("=.*", ""))
            .toList();
    assertThat(shell.waitFor()).isZero();
    assertThat(left)
        .contains("ALPHASCOPE_DATA")
        .doesNotContainAnyElementsOf(ForeignVariables.names());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alphascope",
        "deploy/docker/start",
        "benchmarks/curvature",
        "benchmarks/pipeline",
        "benchmarks/replay",
        "benchmarks/replay-soak",
        "benchmarks/soak"
      })
  void everyScriptThatStartsJavaIsSuchAShell(String script) throws IOException {
    String text = Files.readString(HOME.resolve(script));

    assertThat(text).containsPattern("(?m)^\\. \\S*foreign-variables\"?$");
    assertThat(text.indexOf("foreign-variables"))
        .isLessThan(text.indexOf(script.equals("alphascope") ? "$java" : "exec java"));
  }

  @Test
  void testsRunWithoutThemToo() throws IOException {
    String pom = Files.readString(HOME.resolve("pom.xml"));

    for (String name : ForeignVariables.names()) {
      assertThat(Pattern.compile("<variable>" + name + "</variable>").matcher(pom).results())
          .as("%s, for unit and integration tests", name)
          .hasSize(2);
    }
  }
}
