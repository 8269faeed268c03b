package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Literal;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AttentionTest {

  private static RuleCheck attention() {
    return RuleCheck.of("Attention").opset(23);
  }

  private static RuleCheck fourHeads() {
    return attention().moving(2, 4, 3, 2).moving(2, 4, 5, 2).moving(2, 4, 5, 3);
  }

  @Test
  void ofHeads() {
    fourHeads().check();
    fourHeads().attribute("scale", 0.3).check();
    fourHeads().attribute("is_causal", 1).check();
    fourHeads().attribute("softcap", 0.7).check();
    attention().moving(1, 4, 3, 2).moving(1, 2, 5, 2).moving(1, 2, 5, 3).check();
  }

  @Test
  void ofHeadsInOneAxis() {
    attention()
        .moving(2, 3, 8)
        .moving(2, 5, 4)
        .moving(2, 5, 6)
        .attribute("q_num_heads", 4)
        .attribute("kv_num_heads", 2)
        .check();
  }

  @Test
  void withMasks() {
    fourHeads().moving(3, 5).check();
    fourHeads().moving(3, 4).check();
    byte[] seen = {1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    Literal mask = new Literal(DataType.BOOLEAN, new Shape(3, 5), ByteBuffer.wrap(seen));
    fourHeads().constant(mask).check();
    fourHeads().constant(mask).attribute("is_causal", 1).check();
  }

  @Test
  void refusesWhatItDoesNotSupport() {
    assertThatThrownBy(() -> fourHeads().absent().moving(2, 4, 1, 2).check())
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessageContaining("past_key");
    assertThatThrownBy(() -> fourHeads().result(3, 4).check())
        .hasMessageContaining("only its first result");
    assertThatThrownBy(
            () -> attention().moving(1, 4, 3, 2).moving(1, 3, 5, 2).moving(1, 3, 5, 3).check())
        .hasMessageContaining("4 heads of queries cannot share 3");
    assertThatThrownBy(() -> attention().moving(2, 3, 8).moving(2, 5, 8).moving(2, 5, 8).check())
        .hasMessageContaining("q_num_heads is 0");
  }
}
