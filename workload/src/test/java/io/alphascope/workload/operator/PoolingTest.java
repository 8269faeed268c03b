package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolingTest {

  @ParameterizedTest
  @ValueSource(strings = {"MaxPool", "AveragePool"})
  void overOneToThreeAxes(String operator) {
    RuleCheck.of(operator)
        .moving(x -> 100 * x, 2, 3, 7)
        .attribute("kernel_shape", new long[] {2})
        .check();
    RuleCheck.of(operator)
        .moving(x -> 100 * x, 2, 2, 6, 5)
        .attribute("kernel_shape", new long[] {2, 2})
        .attribute("strides", new long[] {2, 2})
        .check();
    RuleCheck.of(operator)
        .moving(x -> 100 * x, 1, 2, 3, 4, 5)
        .attribute("kernel_shape", new long[] {2, 3, 2})
        .check();
  }

  @ParameterizedTest
  @CsvSource({
    "MaxPool, 0, 0",
    "MaxPool, 1, 0",
    "AveragePool, 0, 0",
    "AveragePool, 1, 0",
    "AveragePool, 0, 1",
    "AveragePool, 1, 1"
  })
  void placesItsWindowsAsItIsTold(String operator, int ceil, int withPadding) {
    for (long[] pads : new long[][] {{0, 0, 0, 0}, {1, 1, 1, 1}, {1, 0, 2, 1}, {2, 2, 2, 2}}) {
      for (long dilation = 1; dilation < 3; dilation++) {
        RuleCheck check =
            RuleCheck.of(operator)
                .moving(x -> 100 * x, 2, 2, 8, 7)
                .attribute("kernel_shape", new long[] {3, 3})
                .attribute("strides", new long[] {2, 3})
                .attribute("pads", pads)
                .attribute("dilations", new long[] {dilation, 1})
                .attribute("ceil_mode", ceil);
        if (operator.equals("AveragePool")) {
          check.attribute("count_include_pad", withPadding);
        }
        check.check();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME_UPPER", "SAME_LOWER", "VALID"})
  void padsByItself(String auto) {
    for (String operator : new String[] {"MaxPool", "AveragePool"}) {
      RuleCheck.of(operator)
          .moving(x -> 100 * x, 1, 2, 6, 5)
          .attribute("kernel_shape", new long[] {3, 2})
          .attribute("strides", new long[] {2, 2})
          .attribute("auto_pad", auto)
          .check();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GlobalMaxPool", "GlobalAveragePool"})
  void wholeChannels(String operator) {
    RuleCheck.of(operator).moving(2, 3, 4).check();
    RuleCheck.of(operator).moving(2, 3, 4, 5).check();
    RuleCheck.of(operator).moving(2, 3, 2, 2, 2).check();
  }

  @Test
  void refusesIndices() {
    assertThatThrownBy(
            RuleCheck.of("MaxPool")
                    .result(1, 2)
                    .moving(1, 1, 4)
                    .attribute("kernel_shape", new long[] {2})
                ::check)
        .hasMessageContaining("its indices are not computed");
  }

  /** Planes are searched in Java, three axes in PyTorch: where several are equal, alike. */
  @Property(tries = 30)
  void anAxisOfLengthOneChangesNothing(
      @ForAll @Size(24) List<@IntRange(min = 0, max = 3) Integer> elements,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 0, max = 1) int ceil) {
    double[] values = elements.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] directions = new Random(3).doubles(values.length).toArray();
    int pad = kernel / 2;
    Map<String, Object> flat =
        Map.of(
            "kernel_shape", new long[] {kernel, 2},
            "strides", new long[] {stride, 1},
            "dilations", new long[] {1, dilation},
            "pads", new long[] {pad, 1, pad, 0},
            "ceil_mode", (long) ceil);
    Map<String, Object> deep =
        Map.of(
            "kernel_shape", new long[] {kernel, 2, 1},
            "strides", new long[] {stride, 1, 1},
            "dilations", new long[] {1, dilation, 1},
            "pads", new long[] {pad, 1, 0, pad, 0, 0},
            "ceil_mode", (long) ceil);
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording()) {
      Jet planes = pooled(manager, flat, values, directions, 1, 1, 4, 6);
      Jet solid = pooled(manager, deep, values, directions, 1, 1, 4, 6, 1);
      assertThat(Torch.doubles(solid.value())).isEqualTo(Torch.doubles(planes.value()));
      assertThat(Torch.doubles(solid.first())).isEqualTo(Torch.doubles(planes.first()));
      assertThat(Torch.doubles(solid.second())).isEqualTo(Torch.doubles(planes.second()));
    }
  }

  private static Jet pooled(
      NDManager manager,
      Map<String, Object> attributes,
      double[] values,
      double[] directions,
      long... shape) {
    NDArray x = Torch.create(manager, DataType.FLOAT64, new Shape(shape), values);
    NDArray d = Torch.create(manager, DataType.FLOAT64, new Shape(shape), directions);
    Taylor taylor = new Taylor(new Scalars(manager, DataType.FLOAT64), 2);
    Jet jet = new Jet(x, d, d.neg());
    return MaxPooling.maxPool(
        jet, new Call(Node.of("MaxPool", "y", attributes, "x"), taylor, List.of(jet)));
  }
}
