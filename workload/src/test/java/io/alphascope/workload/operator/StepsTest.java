package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Literal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {

  @ParameterizedTest
  @ValueSource(strings = {"Floor", "Ceil", "Round", "Sign"})
  void areConstantBetweenTheirJumps(String operator) {
    RuleCheck.of(operator).constant(Literal.of(new double[] {-0.5, 1.25})).check();
    RuleCheck.of(operator).moving(3, 4).check();
  }
}
