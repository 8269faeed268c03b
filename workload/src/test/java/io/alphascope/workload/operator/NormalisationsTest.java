package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationsTest {

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "LogSoftmax"})
  void softmax(String operator) {
    RuleCheck.of(operator).moving(2, 3, 4).check();
    RuleCheck.of(operator).moving(2, 3, 4).attribute("axis", 1).check();
    RuleCheck.of(operator).opset(11).moving(2, 3, 4).check();
    RuleCheck.of(operator).opset(11).moving(2, 3, 4).attribute("axis", 2).check();
    RuleCheck.of(operator).opset(11).moving(2, 3).attribute("axis", 0).check();
  }

  /** Masks are −∞. */
  @Test
  void softmaxOfMasked() {
    RuleCheck.of("Softmax").moving(x -> x > 0.3 ? Double.NEGATIVE_INFINITY : x, 2, 3, 4).check();
  }

  @Test
  void layers() {
    RuleCheck.of("LayerNormalization").moving(3, 5).moving(5).moving(5).check();
    RuleCheck.of("LayerNormalization").moving(3, 5).moving(5).check();
    RuleCheck.of("LayerNormalization")
        .moving(2, 3, 4)
        .moving(3, 4)
        .moving(3, 4)
        .attribute("axis", 1)
        .attribute("epsilon", 0.1)
        .check();
    RuleCheck.of("LayerNormalization").moving(2, 3, 4).moving(4).attribute("axis", -2).check();
  }

  @Test
  void rootsOfMeanSquares() {
    RuleCheck.of("RMSNormalization").opset(23).moving(3, 5).moving(5).check();
    RuleCheck.of("RMSNormalization")
        .opset(23)
        .moving(2, 3, 4)
        .moving(3, 4)
        .attribute("axis", 1)
        .attribute("epsilon", 0.1)
        .check();
  }

  @Test
  void instances() {
    RuleCheck.of("InstanceNormalization").moving(2, 3, 4, 2).moving(3).moving(3).check();
  }

  @Test
  void groups() {
    RuleCheck.of("GroupNormalization")
        .moving(2, 6, 3)
        .moving(6)
        .moving(6)
        .attribute("num_groups", 2)
        .check();
    RuleCheck.of("GroupNormalization")
        .opset(18)
        .moving(2, 6, 3, 2)
        .moving(3)
        .moving(3)
        .attribute("num_groups", 3)
        .check();
    assertThatThrownBy(
            () ->
                RuleCheck.of("GroupNormalization")
                    .moving(2, 5, 3)
                    .moving(5)
                    .moving(5)
                    .attribute("num_groups", 2)
                    .check())
        .hasMessageContaining("5 channels do not make 2 groups");
  }

  @Test
  void batchesByGivenStatistics() {
    RuleCheck.of("BatchNormalization")
        .moving(4, 3, 2)
        .moving(3)
        .moving(3)
        .moving(3)
        .moving(x -> 0.5 + x * x, 3)
        .check();
    RuleCheck.of("BatchNormalization")
        .opset(11)
        .moving(4, 3)
        .moving(3)
        .moving(3)
        .constant(Literal.of(new double[] {0.1, -0.2, 0.3}))
        .constant(Literal.of(new double[] {1, 0.5, 2}))
        .attribute("epsilon", 0.01)
        .check();
  }

  @Test
  void batchesByTheirOwnStatistics() {
    RuleCheck.of("BatchNormalization")
        .moving(4, 3, 2)
        .moving(3)
        .moving(3)
        .moving(3)
        .moving(x -> 0.5 + x * x, 3)
        .attribute("training_mode", 1)
        .check();
    RuleCheck.of("BatchNormalization")
        .opset(11)
        .result(0, 5)
        .moving(4, 3)
        .moving(3)
        .moving(3)
        .moving(3)
        .moving(3)
        .check();
    assertThatThrownBy(
            () ->
                RuleCheck.of("BatchNormalization")
                    .result(1, 3)
                    .moving(4, 3)
                    .moving(3)
                    .moving(3)
                    .moving(3)
                    .moving(3)
                    .attribute("training_mode", 1)
                    .check())
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessageContaining("only its first result is supported");
  }

  @ParameterizedTest
  @CsvSource({"false, 11", "true, 11", "false, 13", "true, 13", "false, 17", "true, 17"})
  void tellsWhetherSamplesAreCoupled(boolean training, int opset) {
    Node node =
        new Node(
            "bn",
            "BatchNormalization",
            "",
            opset,
            List.of("x", "x", "x", "x", "x"),
            List.of("y"),
            new Attributes(Map.of("training_mode", training ? 1L : 0L)));
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, null)),
            List.of(Node.of("Relu", "z", Map.of(), "x"), node),
            Map.of(),
            Map.of(),
            "y");
    assertThat(Operators.coupleSamples(graph)).isEqualTo(training);
  }

  @Test
  void norms() {
    RuleCheck.of("LpNormalization").moving(3, 4).check();
    RuleCheck.of("LpNormalization").moving(3, 4).attribute("axis", 0).check();
    RuleCheck.of("LpNormalization").moving(3, 4).attribute("p", 1).check();
  }
}
