package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Scalars;
import io.alphascope.workload.jet.Taylor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
  void ofSingleElements() {
    RuleCheck.of("Conv")
        .moving(2, 3, 5, 4)
        .moving(4, 3, 1, 1)
        .moving(4)
        .attribute("strides", new long[] {2, 3})
        .check();
    RuleCheck.of("Conv")
        .moving(2, 4, 5)
        .moving(6, 2, 1)
        .attribute("group", 2)
        .attribute("strides", new long[] {2})
        .check();
  }

  /** The reverse pass over such a convolution once ended the process; see {@link Windows}. */
  @Test
  void ofSingleElementsInManyChannelsGoesBack() {
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd recording = Autograd.recording()) {
      NDArray x = Autograd.leaf(manager.ones(new Shape(4, 256, 16, 16)));
      NDArray w = manager.ones(new Shape(512, 256, 1, 1));
      Taylor taylor = new Taylor(new Scalars(manager, DataType.FLOAT32), 0);
      Node node = Node.of("Conv", "y", Map.of("strides", new long[] {2, 2}), "x", "w");
      NDArray y =
          Convolutions.conv(new Call(node, taylor, List.of(Jet.constant(x), Jet.constant(w))))
              .value();
      Autograd.backward(y, y.onesLike(), false);

      assertThat(y.getShape()).isEqualTo(new Shape(4, 512, 8, 8));
      NDArray gradient = Autograd.gradient(x);
      assertThat(gradient.getFloat(3, 255, 14, 14)).isEqualTo(512);
      assertThat(gradient.getFloat(3, 255, 15, 14)).isZero();
    }
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
            RuleCheck.of("Conv")
                    .moving(1, 1, 4)
                    .moving(1, 1, 3)
                    .attribute("pads", new long[] {1L << 31, 1L << 31})
                ::check)
        .hasMessageContaining("more than 2147483647 elements are not supported");
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

  /** ⟨x ∗ w, y⟩ = ⟨x, y ∗ᵀ w⟩. */
  @Property(tries = 40)
  void theTransposeIsTheAdjoint(
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 0, max = 2) int before,
      @ForAll @IntRange(min = 0, max = 2) int after,
      @ForAll @IntRange(min = 1, max = 2) int groups) {
    int length = 8;
    int room = length + before + after - dilation * (kernel - 1) - 1;
    Map<String, Object> windows =
        Map.of(
            "strides", new long[] {stride, 1},
            "dilations", new long[] {dilation, 1},
            "pads", new long[] {before, 1, after, 0},
            "group", (long) groups);
    Map<String, Object> transposed = new HashMap<>(windows);
    transposed.put("output_padding", new long[] {room % stride, 0});
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording()) {
      Taylor taylor = new Taylor(new Scalars(manager, DataType.FLOAT64), 0);
      NDArray x = manager.randomNormal(new Shape(2, 4, length, 5), DataType.FLOAT64);
      NDArray w = manager.randomNormal(new Shape(6, 4 / groups, kernel, 2), DataType.FLOAT64);
      NDArray there =
          Convolutions.conv(call(taylor, Node.of("Conv", "y", windows, "x", "w"), x, w)).value();
      NDArray y = manager.randomNormal(there.getShape(), DataType.FLOAT64);
      NDArray back =
          Convolutions.convTranspose(
                  call(taylor, Node.of("ConvTranspose", "x", transposed, "y", "w"), y, w))
              .value();
      assertThat(back.getShape()).isEqualTo(x.getShape());
      assertThat(Torch.doubles(back.mul(x).sum())[0])
          .isCloseTo(Torch.doubles(there.mul(y).sum())[0], offset(1e-11));
    }
  }

  private static Call call(Taylor taylor, Node node, NDArray x, NDArray w) {
    return new Call(node, taylor, List.of(Jet.constant(x), Jet.constant(w)));
  }
}
