package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three steps of two samples of two numbers, three hidden. */
class RecurrentTest {

  private static int gates(String operator) {
    return switch (operator) {
      case "LSTM" -> 4;
      case "GRU" -> 3;
      default -> 1;
    };
  }

  private static RuleCheck cell(String operator, int directions) {
    int rows = 3 * gates(operator);
    return RuleCheck.of(operator)
        .attribute("hidden_size", 3)
        .moving(3, 2, 2)
        .moving(directions, rows, 2)
        .moving(directions, rows, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LSTM", "GRU", "RNN"})
  void forwards(String operator) {
    cell(operator, 1).check();
    cell(operator, 1).moving(1, 6 * gates(operator)).check();
  }

  @ParameterizedTest
  @CsvSource({"LSTM,reverse,1", "GRU,reverse,1", "RNN,bidirectional,2", "LSTM,bidirectional,2"})
  void otherDirections(String operator, String direction, int directions) {
    cell(operator, directions)
        .attribute("direction", direction)
        .moving(directions, 6 * gates(operator))
        .absent()
        .moving(directions, 2, 3)
        .check();
  }

  @Test
  void lastStates() {
    cell("LSTM", 1).absent().absent().moving(1, 2, 3).moving(1, 2, 3).result(1, 3).check();
    cell("LSTM", 1).absent().absent().moving(1, 2, 3).moving(1, 2, 3).result(2, 3).check();
    cell("GRU", 1).result(1, 2).check();
  }

  @Test
  void gruLinearBeforeReset() {
    cell("GRU", 1).moving(1, 18).attribute("linear_before_reset", 1).check();
    cell("GRU", 2)
        .moving(2, 18)
        .absent()
        .moving(2, 2, 3)
        .attribute("direction", "bidirectional")
        .attribute("linear_before_reset", 1)
        .check();
  }

  @Test
  void rnnOfRelu() {
    cell("RNN", 1).attribute("activations", new String[] {"Relu"}).check();
  }

  @Test
  void samplesFirst() {
    RuleCheck.of("LSTM")
        .attribute("layout", 1)
        .moving(2, 3, 2)
        .moving(1, 12, 2)
        .moving(1, 12, 3)
        .absent()
        .absent()
        .moving(2, 1, 3)
        .check();
  }

  @Test
  void refusesWhatItDoesNotSupport() {
    assertThatThrownBy(() -> cell("LSTM", 1).absent().constant(3, 3).check())
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessageContaining("sequence_lens");
    assertThatThrownBy(
            () -> cell("LSTM", 1).absent().absent().absent().absent().moving(1, 9).check())
        .hasMessageContaining("peepholes");
    assertThatThrownBy(() -> cell("LSTM", 1).attribute("input_forget", 1).check())
        .hasMessageContaining("input_forget");
    assertThatThrownBy(() -> cell("LSTM", 1).attribute("clip", 3.0).check())
        .hasMessageContaining("attribute clip");
    assertThatThrownBy(
            () -> cell("GRU", 1).attribute("activations", new String[] {"Relu", "Tanh"}).check())
        .hasMessageContaining("activations [Relu, Tanh]");
    assertThatThrownBy(() -> cell("RNN", 1).attribute("direction", "sideways").check())
        .hasMessageContaining("no direction 'sideways'");
    assertThatThrownBy(() -> cell("RNN", 1).attribute("direction", "bidirectional").check())
        .isInstanceOf(NodeException.class)
        .hasMessageContaining("weights of 2 direction(s), found 1");
  }
}
