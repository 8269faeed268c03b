package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.workload.graph.Literal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {

  @ParameterizedTest
  @ValueSource(strings = {"Floor", "Ceil", "Round", "Sign"})
  void onlyOfWhatDoesNotMove(String operator) {
    RuleCheck.of(operator).constant(Literal.of(new double[] {-0.5, 1.25})).check();
    assertThatThrownBy(() -> RuleCheck.of(operator).moving(3).check())
        .hasMessageContaining("'checked': its derivative is zero everywhere");
  }
}
