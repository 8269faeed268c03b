package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.supervision.ChildSpecification;
import io.alphascope.local.supervision.ChildSpecification.Preparation;
import io.alphascope.local.supervision.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservingNicenessTest {
  @TempDir Path folder;
  private String path;
  private ChildSpecification child;

  @BeforeEach
  void installNice() throws IOException {
    Path programs = Files.createDirectories(folder.resolve("bin"));
    assertThat(Files.createFile(programs.resolve("nice")).toFile().setExecutable(true)).isTrue();
    path = folder.resolve("nowhere") + ":" + programs;
    child =
        new ChildSpecification(
            "child",
            "the child",
            List.of("setpriv", "--reuid=nobody", "postgres"),
            Map.of("LC_ALL", "C"),
            folder,
            new LogFile(folder.resolve("child.log")),
            "INT",
            Duration.ofSeconds(20),
            Preparation.NONE,
            () -> true);
  }

  @Test
  void lowersThePriorityOfWhatObservesAndChangesNothingElse() {
    ChildSpecification observing = ObservingNiceness.of(Optional.empty(), path).lowered(child);

    assertThat(observing.command())
        .containsExactly("nice", "-n", "15", "setpriv", "--reuid=nobody", "postgres");
    assertThat(observing).usingRecursiveComparison().ignoringFields("command").isEqualTo(child);
  }

  @Test
  void takesTheNumberThatIsSet() {
    ObservingNiceness niceness = ObservingNiceness.of(Optional.of(" 5 "), path);

    assertThat(niceness.lowered(child).command()).startsWith("nice", "-n", "5", "setpriv");
  }

  @Test
  void zeroMakesNoDifference() {
    assertThat(ObservingNiceness.of(Optional.of("0"), path).lowered(child)).isSameAs(child);
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    assertThat(ObservingNiceness.of(Optional.of(" "), path))
        .isEqualTo(ObservingNiceness.of(Optional.empty(), path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "20", "15.0", "low"})
  void refusesWhatIsNoNiceness(String text) {
    assertThatThrownBy(() -> ObservingNiceness.of(Optional.of(text), path))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure ->
                assertThat(failure.line())
                    .isEqualTo(
                        "ALPHASCOPE_OBSERVING_NICENESS is '%s': set it to a number from 0 (no"
                                .formatted(text)
                            + " difference) to 19, or leave it out"));
  }

  @Test
  void startsWithoutADifferenceWhereNiceIsMissingAndSaysSo() {
    String without = folder.resolve("nowhere").toString();

    ObservingNiceness niceness = ObservingNiceness.of(Optional.empty(), without);

    assertThat(niceness.lowered(child)).isSameAs(child);
    assertThat(niceness.note())
        .contains(
            "There is no program 'nice' on the PATH: observing has the same priority as training");
    assertThat(ObservingNiceness.of(Optional.empty(), path).note()).isEmpty();
    assertThat(ObservingNiceness.of(Optional.of("0"), without).note()).isEmpty();
  }
}
