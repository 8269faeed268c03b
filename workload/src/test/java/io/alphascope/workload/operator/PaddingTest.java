package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.workload.graph.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaddingTest {

  @ParameterizedTest
  @ValueSource(strings = {"constant", "reflect", "edge", "wrap"})
  void pad(String mode) {
    RuleCheck.of("Pad").moving(2, 3, 4).constant(0, 2, 1, 0, 1, 3).attribute("mode", mode).check();
    RuleCheck.of("Pad")
        .moving(2, 3, 4)
        .constant(0, -1, 5, 0, 2, -1)
        .attribute("mode", mode)
        .check();
    RuleCheck.of("Pad")
        .moving(3, 4)
        .constant(1, 2)
        .constant(Literal.of(-1.5))
        .constant(-1)
        .attribute("mode", mode)
        .check();
  }

  @Test
  void repeats() {
    RuleCheck.of("Expand").moving(3, 1).constant(2, 1, 4).check();
    RuleCheck.of("Expand").moving(3, 1).constant(3, 1).check();
    RuleCheck.of("Tile").moving(3, 2).constant(2, 3).check();
  }

  @Test
  void refusesResultsThatFillTheMemory() {
    String tooLarge = "more than 2147483647 elements are not supported";
    assertThatThrownBy(RuleCheck.of("Expand").moving(1).constant(1L << 20, 1L << 20)::check)
        .hasMessageContaining(tooLarge);
    assertThatThrownBy(RuleCheck.of("Tile").moving(2, 2).constant(1L << 62, 2)::check)
        .hasMessageContaining(tooLarge);
    assertThatThrownBy(RuleCheck.of("Pad").moving(2).constant(1L << 40, 0)::check)
        .hasMessageContaining(tooLarge);
    assertThatThrownBy(
            RuleCheck.of("Pad").moving(2).constant(1L << 40, 0).attribute("mode", "edge")::check)
        .hasMessageContaining(tooLarge);
  }
}
