package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class SizesTest {

  @Test
  void lastSizeThatIsMade() {
    assertThat(Sizes.checked(Integer.MAX_VALUE)).isEqualTo(new Shape(Integer.MAX_VALUE));
    assertThat(Sizes.checked(1L << 40, 0, 1L << 40).size()).isZero();
    assertThatThrownBy(() -> Sizes.checked(1L << 31))
        .hasMessage(
            "a result of shape [2147483648] is asked for: more than 2147483647 elements are not"
                + " supported");
    assertThatThrownBy(() -> Sizes.checked(1L << 32, 1L << 32)).hasMessageContaining("more than");
    assertThatThrownBy(() -> Sizes.checked(2, -3)).hasMessageContaining("a length is negative");
  }

  @Test
  void broadcasts() {
    assertThat(Sizes.broadcast(new Shape(3, 1), new Shape(2, 1, 4))).isEqualTo(new Shape(2, 3, 4));
    assertThat(Sizes.broadcast(new Shape(), new Shape(0, 1))).isEqualTo(new Shape(0, 1));
    assertThatThrownBy(() -> Sizes.broadcast(new Shape(3), new Shape(2)))
        .hasMessageContaining("(3) and (2) do not broadcast");
  }
}
