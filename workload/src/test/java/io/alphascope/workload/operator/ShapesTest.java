package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {

  @Test
  void reshape() {
    RuleCheck.of("Reshape").moving(2, 3, 4).constant(4, 6).check();
    RuleCheck.of("Reshape").moving(2, 3, 4).constant(0, -1).check();
    RuleCheck.of("Reshape").moving(2, 3, 4).constant(4, 0, 2).check();
    RuleCheck.of("Reshape").moving(2, 3).constant(6).attribute("allowzero", 1).check();
    RuleCheck.of("Reshape").moving(1).constant(new long[0]).check();
    assertThatThrownBy(RuleCheck.of("Reshape").moving(2, 3).constant(4, -1)::check)
        .hasMessageContaining("Reshape 'checked'")
        .hasMessageContaining("invalid for input of size 6");
    assertThatThrownBy(RuleCheck.of("Reshape").moving(6).constant(2, 3, 0)::check)
        .hasMessageContaining("axis 2 does not exist among 1 axes");
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, -1, 0, 1, 2, 3})
  void flatten(int axis) {
    RuleCheck.of("Flatten").moving(2, 3, 4).attribute("axis", axis).check();
  }

  @Test
  void axesOfLengthOne() {
    RuleCheck.of("Squeeze").moving(1, 3, 1, 2).check();
    RuleCheck.of("Squeeze").moving(1, 3, 1, 2).constant(-2).check();
    RuleCheck.of("Squeeze").opset(11).moving(1, 3, 1).attribute("axes", new long[] {0}).check();
    RuleCheck.of("Unsqueeze").moving(3, 2).constant(3, 0).check();
    RuleCheck.of("Unsqueeze").moving(3, 2).constant(-1).check();
    RuleCheck.of("Unsqueeze").opset(11).moving(3).attribute("axes", new long[] {0, 2}).check();
    assertThatThrownBy(RuleCheck.of("Squeeze").moving(1, 3).constant(1)::check)
        .hasMessageContaining("axis 1 has length 3");
  }

  @Test
  void transpose() {
    RuleCheck.of("Transpose").moving(2, 3, 4).check();
    RuleCheck.of("Transpose").moving(2, 3, 4).attribute("perm", new long[] {1, 2, 0}).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DCR", "CRD"})
  void blocks(String mode) {
    RuleCheck.of("DepthToSpace")
        .moving(2, 8, 3, 2)
        .attribute("blocksize", 2)
        .attribute("mode", mode)
        .check();
    RuleCheck.of("SpaceToDepth")
        .moving(2, 2, 4, 6)
        .attribute("blocksize", 2)
        .attribute("mode", mode)
        .check();
  }

  @Test
  void dropout() {
    RuleCheck.of("Dropout").moving(3, 4).check();
    RuleCheck.of("Dropout").opset(11).moving(3, 4).attribute("ratio", 0.3).check();
    assertThatThrownBy(RuleCheck.of("Dropout").moving(3, 4).absent().constant(1)::check)
        .hasMessageContaining("observe the deterministic network");
    assertThatThrownBy(RuleCheck.of("Dropout").result(1, 2).moving(3, 4)::check)
        .hasMessageContaining("its mask is not computed");
  }

  @Test
  void types() {
    RuleCheck.of("Identity").moving(3, 4).check();
    RuleCheck.of("Cast").moving(3, 4).attribute("to", 1).check();
    RuleCheck.of("Cast").moving(3, 4).attribute("to", 16).check();
    RuleCheck.of("CastLike").moving(3, 4).moving(2).check();
    assertThatThrownBy(RuleCheck.of("Cast").moving(3).attribute("to", 8)::check)
        .hasMessageContaining("elements of ONNX's type 8 are not supported");
  }
}
