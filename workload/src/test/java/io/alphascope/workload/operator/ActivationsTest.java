package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationsTest {

  @ParameterizedTest
  @ValueSource(strings = {"Gelu", "Softplus", "Softsign", "Elu", "Selu", "Celu", "Mish", "Swish"})
  void withTheirDefaults(String operator) {
    RuleCheck.of(operator).moving(4, 5).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Elu", "Celu", "Swish"})
  void withAnotherAlpha(String operator) {
    RuleCheck.of(operator).moving(4, 5).attribute("alpha", 1.7).check();
  }

  @Test
  void selu() {
    RuleCheck.of("Selu").moving(4, 5).attribute("alpha", 1.3).attribute("gamma", 0.7).check();
  }

  @Test
  void geluByTanh() {
    RuleCheck.of("Gelu").moving(4, 5).attribute("approximate", "tanh").check();
    assertThatThrownBy(
            () -> RuleCheck.of("Gelu").moving(4).attribute("approximate", "sigmoid").check())
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessageContaining("approximate is 'sigmoid'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Gelu", "Softplus", "Elu", "Selu", "Celu", "Mish", "Swish"})
  void farFromZero(String operator) {
    RuleCheck.of(operator).moving(x -> 25 + x, 5).check();
    RuleCheck.of(operator).moving(x -> 1000 + x, 5).check(1e-4);
    RuleCheck.of(operator).moving(x -> -1000 + x, 5).check();
  }
}
