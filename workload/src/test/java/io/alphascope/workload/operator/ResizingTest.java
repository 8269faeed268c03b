package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.workload.graph.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResizingTest {

  @ParameterizedTest
  @CsvSource({
    "nearest, half_pixel",
    "nearest, asymmetric",
    "nearest, align_corners",
    "nearest, pytorch_half_pixel",
    "nearest, half_pixel_symmetric",
    "linear, half_pixel",
    "linear, asymmetric",
    "linear, align_corners",
    "linear, pytorch_half_pixel",
    "linear, half_pixel_symmetric"
  })
  void interpolates(String mode, String coordinates) {
    RuleCheck.of("Resize")
        .moving(2, 2, 4, 5)
        .absent()
        .constant(Literal.of(new double[] {1, 1, 2, 0.6}))
        .attribute("mode", mode)
        .attribute("coordinate_transformation_mode", coordinates)
        .check();
    RuleCheck.of("Resize")
        .moving(1, 2, 3, 4)
        .absent()
        .absent()
        .constant(7, 1)
        .attribute("mode", mode)
        .attribute("axes", new long[] {2, 3})
        .attribute("coordinate_transformation_mode", coordinates)
        .check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"})
  void rounds(String nearest) {
    RuleCheck.of("Resize")
        .moving(1, 1, 4)
        .constant(Literal.of(new double[0]))
        .constant(Literal.of(new double[0]))
        .constant(1, 1, 6)
        .attribute("nearest_mode", nearest)
        .check();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(RuleCheck.of("Resize").moving(1).attribute("mode", "cubic")::check)
        .hasMessageContaining("mode 'cubic' is not supported");
    assertThatThrownBy(RuleCheck.of("Resize").moving(1).attribute("antialias", 1)::check)
        .hasMessageContaining("antialias is not supported");
    assertThatThrownBy(
            RuleCheck.of("Resize")
                    .moving(1, 1, 3)
                    .absent()
                    .constant(Literal.of(new double[] {1, 1, 1.5}))
                    .attribute("mode", "linear")
                    .attribute("coordinate_transformation_mode", "align_corners")
                ::check)
        .hasMessageContaining("scales that make a length of 4.5 is not supported");
    assertThatThrownBy(
            RuleCheck.of("Resize").moving(2, 2).absent().absent().constant(1L << 20, 1L << 20)
                ::check)
        .hasMessageContaining("more than 2147483647 elements are not supported");
  }
}
