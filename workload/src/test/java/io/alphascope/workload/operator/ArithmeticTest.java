package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.workload.graph.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

  @Test
  void sums() {
    RuleCheck.of("Add").moving(3, 4).moving(4).check();
    RuleCheck.of("Sub").moving(3, 1).moving(2, 1, 4).check();
    RuleCheck.of("Sub").constant(Literal.of(1.5)).moving(4).check();
    RuleCheck.of("Neg").moving(3, 4).check();
    RuleCheck.of("Sum").moving(3, 4).moving(4).moving(3, 1).check();
    RuleCheck.of("Sum").moving(3, 4).check();
    RuleCheck.of("Mean").moving(3, 4).moving(4).moving(3, 1).check();
  }

  @Test
  void products() {
    RuleCheck.of("Mul").moving(3, 4).moving(2, 1, 4).check();
    RuleCheck.of("Div").moving(3, 4).moving(x -> 2 + x * x, 4).check();
    RuleCheck.of("Div").constant(Literal.of(2.5)).moving(x -> -1 - x * x, 4).check();
    RuleCheck.of("Div").moving(4).constant(Literal.of(3)).check();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2, 3, 4, -1, -2})
  void wholePowersOfAnySign(double exponent) {
    RuleCheck.of("Pow")
        .moving(x -> x + Math.copySign(1, x), 3, 4)
        .constant(Literal.of(exponent))
        .check();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, -0.5, 1.5, 2.25})
  void otherPowers(double exponent) {
    RuleCheck.of("Pow").moving(x -> 0.5 + x * x, 3, 4).constant(Literal.of(exponent)).check();
  }

  @Test
  void powersThatDiffer() {
    double[] exponents = {0, 1, 2, -1, 0.5};
    RuleCheck.of("Pow").moving(x -> 0.5 + x * x, 3, 5).constant(Literal.of(exponents)).check();
    RuleCheck.of("Pow").moving(x -> 0 * x, 2).constant(Literal.of(new double[] {1, 3})).check();
    RuleCheck.of("Pow").moving(x -> x - 3, 2, 3).constant(0, 2, 3).check();
    RuleCheck.of("Pow").moving(x -> 0.5 + x * x, 3).moving(2, 3).check();
    RuleCheck.of("Pow").constant(Literal.of(2)).moving(3, 4).check();
  }

  @Test
  void remainders() {
    RuleCheck.of("Mod").moving(3, 4).moving(x -> 0.5 + x * x, 4).attribute("fmod", 1).check();
    RuleCheck.of("Mod").moving(3, 4).moving(x -> 0.5 + x * x, 4).check();
  }

  @Test
  void integersAreNotDividedByZero() {
    assertThatThrownBy(() -> RuleCheck.of("Div").constant(6, 7).constant(2, 0).check())
        .isInstanceOf(NodeException.class)
        .hasMessageContaining("divided by zero");
  }
}
