package io.alphascope.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdsTest {

  static Stream<String> good() {
    return Stream.of(
        "mnist-20260101-120000-00ff",
        "r",
        "7",
        "_",
        "a.b",
        "a-",
        "Latest",
        "all.1",
        "latest-2",
        "console",
        "com",
        "com12",
        "x.nul",
        "x".repeat(64));
  }

  @ParameterizedTest
  @MethodSource("good")
  void aNameIsASegmentOfAPathAsItStands(String run) {
    assertThat(RunIds.isValid(run)).isTrue();
    assertThat(RunIds.check(run)).isEqualTo(run);
    assertThat(RunIds.mayExist(run)).isTrue();
    assertThat(URI.create("http://host/api/runs/" + run + "/export").normalize().getPath())
        .isEqualTo("/api/runs/" + run + "/export");
  }

  /** Addresses, options, words of the command line, devices. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "..",
        "...",
        ".hidden",
        "a.",
        "a..",
        "-",
        "-x",
        "--yes",
        "latest",
        "all",
        "con",
        "NUL",
        "Aux.txt",
        "prn.",
        "com1",
        "COM0.log",
        "lpt9"
      })
  void whatStandsForSomethingElseNamesNoNewRun(String run) {
    assertThat(RunIds.isValid(run)).isFalse();
    assertThatThrownBy(() -> RunIds.check(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found '" + run + "'")
        .hasMessageContaining("not beginning with '.' or '-'");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "-x", "latest", "NUL"})
  void recordsOfRunsThatWereCalledSoAreStillRead(String run) {
    assertThat(RunIds.mayExist(run)).isTrue();
    assertThatCode(() -> StepKey.parse(run + "/0")).doesNotThrowAnyException();
    assertThat(ObservationKey.find(run + "/0/ggn")).isPresent();
    assertThatCode(() -> new StatisticsKey(run, "ggn", 20, 0)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a\\b", "ä", "%2E", "a\n"})
  void otherCharactersWereNeverTaken(String run) {
    assertThat(RunIds.isValid(run)).isFalse();
    assertThat(RunIds.mayExist(run)).isFalse();
  }

  @Test
  void noRunHasANameOfMoreThan64Characters() {
    assertThat(RunIds.isValid("x".repeat(65))).isFalse();
    assertThat(RunIds.mayExist("x".repeat(65))).isFalse();
  }
}
