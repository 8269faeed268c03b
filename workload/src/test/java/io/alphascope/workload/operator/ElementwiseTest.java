package io.alphascope.workload.operator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseTest {

  @ParameterizedTest
  @ValueSource(strings = {"Tanh", "Sigmoid", "Exp", "Erf", "Sin", "Cos", "Atan", "Sinh", "Cosh"})
  void ofAnyNumber(String operator) {
    RuleCheck.of(operator).moving(4, 5).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Log", "Sqrt", "Reciprocal"})
  void ofPositiveNumbers(String operator) {
    RuleCheck.of(operator).moving(x -> 2 + x * x, 4, 5).check();
  }

  @Test
  void reciprocalOfNegativeNumbers() {
    RuleCheck.of("Reciprocal").moving(x -> -2 - x * x, 4, 5).check();
  }

  @Test
  void tangent() {
    RuleCheck.of("Tan").moving(Math::tanh, 4, 5).check();
  }
}
