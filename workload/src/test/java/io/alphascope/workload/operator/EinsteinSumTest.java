package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EinsteinSumTest {

  private static RuleCheck sum(String equation) {
    return RuleCheck.of("Einsum").attribute("equation", equation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iji->j",
        "ijk",
        "i j k -> k i j",
        "iji",
        "...i->...",
        "i...->...",
        "iii->i",
        "ijk->"
      })
  void ofOneOperand(String equation) {
    sum(equation).moving(3, 3, 3).check();
  }

  @Test
  void ofTwoOperands() {
    sum("ij,jk->ik").moving(2, 3).moving(3, 4).check();
    sum("ij,jk").moving(2, 3).moving(3, 4).check();
    sum("bhqd,bhkd->bhqk").moving(2, 2, 3, 4).moving(2, 2, 5, 4).check();
    sum("bthc,bshc->bhts").moving(2, 3, 2, 4).moving(2, 5, 2, 4).check();
    sum("...ij,...jk->...ik").moving(2, 3, 4).moving(4, 2).check();
    sum("...ij,...jk->...ik").moving(2, 1, 3, 4).moving(5, 4, 2).check();
    sum("i,j->ij").moving(3).moving(4).check();
    sum("i,i->").moving(3).moving(3).check();
    sum("ij,ij->ji").moving(2, 3).moving(2, 3).check();
    sum("ijl,jk->k").moving(2, 3, 2).moving(3, 4).check();
    sum("iij,jj->i").moving(2, 2, 3).moving(3, 3).check();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(sum("ij->i").moving(2)::check)
        .hasMessageContaining("the equation 'ij->i' names not the 1 axes of operand 0");
    assertThatThrownBy(sum("i->ii").moving(2)::check).hasMessageContaining("there twice");
    assertThatThrownBy(sum("ij,jk->ik").moving(2, 3).moving(2, 3)::check)
        .hasMessageContaining("axes of one label have lengths 3 and 2");
    assertThatThrownBy(sum("i,i,i->i").moving(2).moving(2).moving(2)::check)
        .hasMessageContaining("more than two operands are not supported");
  }
}
