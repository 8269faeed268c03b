package io.alphascope.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"y\n", "Y\n", " yes \n", "YES"})
  void isGivenByYes(String answer) {
    assertThat(confirmation(answer, true).isGiven("Delete?")).isTrue();
    assertThat(said.toString(UTF_8)).isEqualTo("Delete? [y/N] ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "n\n", "no\n", "yesterday\n", "j\n"})
  void isGivenByNothingElse(String answer) {
    assertThat(confirmation(answer, true).isGiven("Delete?")).isFalse();
  }

  @Test
  void isNotTakenFromAPipe() {
    assertThatThrownBy(() -> confirmation("y\n", false).isGiven("Delete?"))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure ->
                assertThat(failure.line())
                    .isEqualTo(
                        "Cannot ask for confirmation, as this is not a terminal: give --yes to"
                            + " confirm"));
    assertThat(said.size()).isZero();
  }

  private Confirmation confirmation(String answer, boolean isTerminal) {
    return new Confirmation(
        new ByteArrayInputStream(answer.getBytes(UTF_8)), new PrintStream(said), isTerminal);
  }
}
