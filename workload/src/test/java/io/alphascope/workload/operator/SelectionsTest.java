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
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Relu",
        "LeakyRelu",
        "ThresholdedRelu",
        "HardSigmoid",
        "HardSwish",
        "Abs",
        "Clip",
        "Max"
      })
  void withTheirDefaults(String operator) {
    RuleCheck.of(operator).moving(x -> 3 * x, 4, 5).check();
  }

  @Test
  void withOtherParameters() {
    RuleCheck.of("LeakyRelu").moving(4, 5).attribute("alpha", 0.3).check();
    RuleCheck.of("ThresholdedRelu").moving(4, 5).attribute("alpha", 0.3).check();
    RuleCheck.of("HardSigmoid").moving(4, 5).attribute("alpha", 0.7).attribute("beta", 0.2).check();
  }

  @Test
  void prelu() {
    RuleCheck.of("PRelu").moving(2, 3, 4).moving(3, 1).check();
    RuleCheck.of("PRelu").moving(2, 3).moving(1).check();
  }

  @Test
  void clip() {
    RuleCheck.of("Clip").moving(4, 5).constant(Literal.of(-0.3)).constant(Literal.of(0.6)).check();
    RuleCheck.of("Clip").moving(4, 5).absent().constant(Literal.of(0.6)).check();
    RuleCheck.of("Clip").moving(4, 5).moving().moving(x -> 3 + x).check();
    RuleCheck.of("Clip").opset(10).moving(4, 5).attribute("min", -0.3).check();
    RuleCheck.of("Clip").opset(10).moving(4, 5).attribute("max", 0.3).check();
  }

  @Test
  void largestAndSmallest() {
    RuleCheck.of("Max").moving(3, 4).moving(4).moving(3, 1).check();
    RuleCheck.of("Min").moving(3, 4).moving(4).moving(3, 1).check();
    RuleCheck.of("Min").moving(3, 4).constant(Literal.of(0.1)).check();
    RuleCheck.of("Max").constant(Literal.of(0.1)).moving(3, 4).check();
  }

  @Test
  void where() {
    Literal condition =
        new Literal(DataType.BOOLEAN, new Shape(4), ByteBuffer.wrap(new byte[] {1, 0, 0, 1}));
    RuleCheck.of("Where").constant(condition).moving(3, 4).moving(1, 4).check();
    RuleCheck.of("Where").constant(condition).moving(3, 1).constant(Literal.of(-7)).check();
    RuleCheck.of("Where").constant(condition).constant(Literal.of(-7)).moving(2, 4).check();
  }

  /** Which branch is taken may change along the line, so its elements do not move straight. */
  @Test
  void whereByAConditionThatMoves() {
    Graph graph =
        new Graph(
            List.of(),
            List.of(
                Node.of("Greater", "above", Map.of(), "p", "zero"),
                Node.of("Neg", "minus", Map.of(), "p"),
                Node.of("Where", "y", Map.of(), "above", "p", "minus")),
            Map.of("zero", Literal.of(0)),
            Map.of("p", new Shape(2)),
            "y");
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter = new Interpreter(graph, List.of("p"), manager, DataType.FLOAT64)) {
      NDArray p = Torch.create(manager, DataType.FLOAT64, new Shape(2), 1, -1);
      NDArray d = Torch.create(manager, DataType.FLOAT64, new Shape(2), -1, 3);
      try (Sweep sweep = interpreter.sweep(List.of(), i -> new Jet(p, d, null), 2)) {
        NDArray there = sweep.tail().at(2, i -> p.add(d).add(d));
        assertThat(Torch.doubles(there)).containsExactly(1, 5);
      }
    }
  }
}
