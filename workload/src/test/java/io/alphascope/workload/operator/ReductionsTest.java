package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReduceSum",
        "ReduceMean",
        "ReduceProd",
        "ReduceL1",
        "ReduceL2",
        "ReduceSumSquare",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceMax",
        "ReduceMin"
      })
  void overAxes(String operator) {
    RuleCheck.of(operator).moving(x -> 1 + x * x, 2, 3, 5).constant(1).check();
    RuleCheck.of(operator).moving(x -> 1 + x * x, 2, 3, 5).constant(-1, 0).check();
    RuleCheck.of(operator)
        .moving(x -> 1 + x * x, 2, 3, 2)
        .constant(0, -2)
        .attribute("keepdims", 0)
        .check();
    RuleCheck.of(operator).moving(x -> 1 + x * x, 2, 3).attribute("keepdims", 0).check();
    RuleCheck.of(operator)
        .opset(11)
        .moving(x -> 1 + x * x, 2, 3, 2)
        .attribute("axes", new long[] {-1, 1})
        .check();
    RuleCheck.of(operator)
        .moving(x -> 1 + x * x, 2, 3)
        .constant()
        .attribute("noop_with_empty_axes", 1)
        .check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReduceProd", "ReduceL1", "ReduceL2", "ReduceMax", "ReduceMin"})
  void ofAnySign(String operator) {
    RuleCheck.of(operator).moving(3, 7).constant(1).check();
  }

  @Test
  void logSumExpOfLargeNumbers() {
    RuleCheck.of("ReduceLogSumExp").moving(x -> 1000 + x, 3, 4).constant(1).check(1e-4);
    RuleCheck.of("ReduceLogSumExp")
        .moving(x -> x > 0.3 ? Double.NEGATIVE_INFINITY : x, 3, 5)
        .constant(1)
        .check();
  }

  @Test
  void cumulativeSums() {
    RuleCheck.of("CumSum").moving(3, 4).constant(1).check();
    RuleCheck.of("CumSum").moving(3, 4).constant(-2).attribute("reverse", 1).check();
    RuleCheck.of("CumSum").moving(3, 4).constant(0).attribute("exclusive", 1).check();
    RuleCheck.of("CumSum")
        .moving(3, 4)
        .constant(1)
        .attribute("exclusive", 1)
        .attribute("reverse", 1)
        .check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReduceL2", "LpNormalization"})
  void ofZerosWithoutNaN(String operator) {
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd recording = Autograd.recording()) {
      NDArray x = Autograd.leaf(Torch.create(manager, DataType.FLOAT64, new Shape(3), 0, 0, 0));
      NDArray first = Torch.create(manager, DataType.FLOAT64, new Shape(3), 1, 2, 3);
      Taylor taylor = new Taylor(new Scalars(manager, DataType.FLOAT64), 2);
      Node node = Node.of(operator, "y", Map.of(), "x");
      Jet y =
          (Jet)
              Operators.of(node)
                  .apply(new Call(node, taylor, List.of(new Jet(x, first, null))))
                  .get(0);
      Autograd.backward(y.first(), y.first().onesLike(), true);
      Autograd.backward(y.value(), y.value().onesLike(), false);
      assertThat(Torch.doubles(y.value())).containsOnly(0);
      assertThat(Torch.doubles(y.first())).doesNotContain(Double.NaN);
      assertThat(Torch.doubles(y.second())).doesNotContain(Double.NaN);
      assertThat(Torch.doubles(Autograd.gradient(x))).doesNotContain(Double.NaN);
    }
  }
}
