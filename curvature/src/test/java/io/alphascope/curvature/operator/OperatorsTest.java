package io.alphascope.curvature.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.step.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {

  private record Named(String name) implements Operator {
    @Override
    public String description() {
      return "";
    }

    @Override
    public int order() {
      return 1;
    }

    @Override
    public long cost(CostBasis basis) {
      return 0;
    }

    @Override
    public BatchCurvature begin(Step step, int terms, ParameterVector product) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void findsEveryOperator() {
    assertThat(Operators.all()).contains(new Hessian(), new GaussNewton());
    assertThat(Operators.all()).extracting(Operator::name).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void everyOperatorCanBeReadByItsName() {
    for (Operator operator : Operators.all()) {
      assertThat(CurvatureName.parse(operator.name()).operator()).isEqualTo(operator);
      assertThat(operator.description()).isNotBlank();
    }
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatThrownBy(() -> new Operators(List.of(new Hessian(), new Named("hessian"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Hessian.class.getName())
        .hasMessageContaining(Named.class.getName())
        .hasMessageContaining("are both named 'hessian'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ggn", "ggn:4", "ggn/layer", "ggn@own", "my ggn", "-ggn", "ggn-"})
  void refusesWhatIsNoName(String name) {
    assertThatThrownBy(() -> new Operators(List.of(new Named(name))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Named.class.getName())
        .hasMessageContaining("'%s' cannot be an operator's name".formatted(name));
  }
}
