package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossOperatorsTest {

  private static Literal classes(Shape shape, long... classes) {
    return new Literal(DataType.INT64, shape, Literal.of(classes).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"})
  void ofClasses(String operator) {
    RuleCheck.of(operator).moving(3, 4).constant(classes(new Shape(3), 0, 3, 1)).check();
    for (String reduction : List.of("none", "sum", "mean")) {
      RuleCheck.of(operator)
          .moving(2, 4, 3)
          .constant(classes(new Shape(2, 3), 0, -100, 3, 1, 2, 2))
          .constant(Literal.of(new double[] {0.5, 2, 1, 0.25}))
          .attribute("reduction", reduction)
          .attribute("ignore_index", -100)
          .check();
    }
  }

  @Test
  void logarithmsOfProbabilitiesAreTheSecondResult() {
    RuleCheck.of("SoftmaxCrossEntropyLoss")
        .result(1, 2)
        .moving(3, 4)
        .constant(classes(new Shape(3), 0, 3, 1))
        .check();
  }

  @Test
  void aClassThatDoesNotExistIsNamed() {
    RuleCheck check =
        RuleCheck.of("SoftmaxCrossEntropyLoss").moving(2, 3).constant(classes(new Shape(2), 0, 3));
    assertThatThrownBy(check::check).hasMessageContaining("class 3, element 1, is outside 0..2");
  }

  @Test
  void anotherReductionIsRefused() {
    Node node =
        new Node(
            "loss",
            "NegativeLogLikelihoodLoss",
            "",
            Node.OPSET,
            List.of("x", "y"),
            List.of("z"),
            new Attributes(Map.of("reduction", "median")));
    assertThatThrownBy(() -> Operators.of(node)).hasMessageContaining("reduction 'median'");
  }
}
