package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JoiningTest {

  @Test
  void concat() {
    RuleCheck.of("Concat").moving(2, 3).moving(2, 1).attribute("axis", 1).check();
    RuleCheck.of("Concat").moving(2, 3).moving(4, 3).moving(1, 3).attribute("axis", -2).check();
    RuleCheck.of("Concat").moving(2, 3).attribute("axis", 0).check();
  }

  @Test
  void split() {
    for (int part = 0; part < 3; part++) {
      RuleCheck.of("Split").result(part, 3).moving(7, 2).attribute("num_outputs", 3).check();
      RuleCheck.of("Split").result(part, 3).moving(2, 6).attribute("axis", -1).check();
      RuleCheck.of("Split").result(part, 3).moving(6).constant(1, 2, 3).check();
      RuleCheck.of("Split")
          .opset(11)
          .result(part, 3)
          .moving(6)
          .attribute("split", new long[] {3, 1, 2})
          .check();
    }
    assertThatThrownBy(RuleCheck.of("Split").result(0, 2).moving(6).constant(1, 2)::check)
        .hasMessageContaining("parts of lengths [1, 2] do not make up an axis of length 6");
  }
}
