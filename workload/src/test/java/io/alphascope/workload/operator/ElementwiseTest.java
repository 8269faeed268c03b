package io.alphascope.workload.operator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseTest {

  @ParameterizedTest
  @ValueSource(strings = {"Tanh", "Sigmoid", "Relu"})
  void ofOneNumber(String operator) {
    RuleCheck.of(operator).moving(4, 5).check();
  }
}
