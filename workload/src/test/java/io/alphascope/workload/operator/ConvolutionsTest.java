package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionsTest {

  @Test
  void overOneToThreeAxes() {
    RuleCheck.of("Conv").moving(2, 3, 6).moving(4, 3, 2).check();
    RuleCheck.of("Conv").moving(2, 3, 5, 6).moving(4, 3, 2, 3).moving(4).check();
    RuleCheck.of("Conv").moving(1, 2, 3, 4, 3).moving(2, 2, 2, 2, 2).moving(2).check();
  }

  @Test
  void placesItsWindowsAsItIsTold() {
    RuleCheck.of("Conv")
        .moving(2, 2, 7, 6)
        .moving(4, 2, 3, 2)
        .moving(4)
        .attribute("strides", new long[] {2, 1})
        .attribute("dilations", new long[] {1, 2})
        .attribute("pads", new long[] {1, 2, 1, 2})
        .check();
    RuleCheck.of("Conv")
        .moving(2, 2, 5, 4)
        .moving(3, 2, 3, 2)
        .attribute("kernel_shape", new long[] {3, 2})
        .attribute("pads", new long[] {0, 1, 2, 3})
        .check();
  }

  @Test
  void groups() {
    RuleCheck.of("Conv").moving(2, 4, 5).moving(6, 2, 3).moving(6).attribute("group", 2).check();
    RuleCheck.of("Conv").moving(2, 3, 4, 4).moving(3, 1, 3, 3).attribute("group", 3).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME_UPPER", "SAME_LOWER", "VALID"})
  void padsByItself(String auto) {
    RuleCheck.of("Conv")
        .moving(1, 2, 6, 5)
        .moving(2, 2, 3, 2)
        .attribute("strides", new long[] {2, 2})
        .attribute("auto_pad", auto)
        .check();
    RuleCheck.of("ConvTranspose")
        .moving(1, 2, 3, 4)
        .moving(2, 2, 3, 3)
        .moving(2)
        .attribute("strides", new long[] {2, 1})
        .attribute("auto_pad", auto)
        .check();
  }

  @Test
  void transposed() {
    RuleCheck.of("ConvTranspose").moving(2, 3, 4).moving(3, 2, 3).moving(2).check();
    RuleCheck.of("ConvTranspose")
        .moving(2, 4, 3, 4)
        .moving(4, 3, 3, 2)
        .moving(6)
        .attribute("group", 2)
        .attribute("strides", new long[] {2, 3})
        .attribute("pads", new long[] {1, 0, 2, 1})
        .attribute("output_padding", new long[] {1, 0})
        .check();
    RuleCheck.of("ConvTranspose")
        .moving(1, 2, 4)
        .moving(2, 1, 2)
        .attribute("dilations", new long[] {2})
        .attribute("pads", new long[] {3, 1})
        .check();
    RuleCheck.of("ConvTranspose")
        .moving(1, 1, 3, 3)
        .moving(1, 2, 3, 3)
        .attribute("strides", new long[] {3, 2})
        .attribute("output_shape", new long[] {10, 8})
        .check();
    RuleCheck.of("ConvTranspose").moving(1, 1, 2, 2, 2).moving(1, 1, 2, 2, 2).check();
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThatThrownBy(RuleCheck.of("Conv").moving(1, 1, 2).moving(1, 1, 3)::check)
        .hasMessageContaining("a window over 3 elements does not fit into 2, padding included");
    assertThatThrownBy(
            RuleCheck.of("Conv").moving(1, 1, 4).moving(1, 1, 3).attribute("auto_pad", "NONE")
                ::check)
        .hasMessageContaining("auto_pad 'NONE' is not supported");
    assertThatThrownBy(
            RuleCheck.of("Conv")
                    .moving(1, 1, 4)
                    .moving(1, 1, 3)
                    .attribute("kernel_shape", new long[] {2})
                ::check)
        .hasMessageContaining("kernel_shape says [2], the kernel has [3]");
  }
}
