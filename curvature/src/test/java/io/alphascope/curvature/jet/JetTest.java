package io.alphascope.curvature.jet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.alphascope.workload.engine.PyTorch;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JetTest {
  private final NDManager manager = PyTorch.newManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void linearFollowsTheProductRule() {
    // x(α) = 2 + 3α + 4α², w(α) = 5 + 6α + 7α², b(α) = 1 + 8α + 9α²
    Jet y = jet(2, 3, 4).linear(jet(5, 6, 7), bias(1, 8, 9));

    assertJet(y, 2 * 5 + 1, 3 * 5 + 2 * 6 + 8, 4 * 5 + 3 * 6 + 2 * 7 + 9);
  }

  @Test
  void linearLeavesOutWhatDoesNotMove() {
    Jet constant = Jet.constant(scalar(2));
    Jet weight = Jet.constant(scalar(5));
    Jet bias = Jet.constant(vector(1));

    Jet moved = constant.linear(new Jet(scalar(5), scalar(6), null), bias);
    assertThat(moved.second()).isNull();
    assertThat(moved.first().toDoubleArray()).containsExactly(12);
    assertThat(constant.linear(weight, bias).isConstant()).isTrue();
    assertThat(new Jet(scalar(2), scalar(3), null).linear(weight, bias).second()).isNull();
  }

  @Test
  void aBiasThatAloneMovesMovesEveryRow() {
    Jet rows = Jet.constant(manager.create(new double[] {1, 2}, new Shape(2, 1)));
    Jet weight = Jet.constant(scalar(5));

    Jet y = rows.linear(weight, new Jet(vector(1), vector(8), null));

    assertThat(y.first().getShape()).isEqualTo(new Shape(2, 1));
    assertThat(y.first().toDoubleArray()).containsExactly(8, 8);
  }

  @Test
  void reluPassesWhatIsPositive() {
    assertJet(jet(2, 3, 4).relu(), 2, 3, 4);
    assertJet(jet(-2, 3, 4).relu(), 0, 0, 0);
    assertJet(jet(0, 3, 4).relu(), 0, 0, 0);
  }

  @Test
  void tanhAndSigmoidFollowTheChainRule() {
    for (double x : new double[] {-1.5, -0.2, 0, 0.7, 2.5}) {
      assertChainRule(Jet::tanh, Math::tanh, x);
      assertChainRule(Jet::sigmoid, t -> 1 / (1 + Math.exp(-t)), x);
    }
  }

  /** Against f′ and f″ from central differences. */
  private void assertChainRule(UnaryOperator<Jet> rule, DoubleUnaryOperator f, double x) {
    double h = 1e-4;
    double slope = (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
    double bend =
        (f.applyAsDouble(x + h) - 2 * f.applyAsDouble(x) + f.applyAsDouble(x - h)) / (h * h);

    assertJet(
        rule.apply(jet(x, 3, 4)), f.applyAsDouble(x), slope * 3, bend / 2 * 9 + slope * 4, 1e-6);
    assertThat(rule.apply(Jet.constant(scalar(x))).isConstant()).isTrue();
  }

  @Test
  void runsThroughDjlsOwnFunctions() {
    NDArray x = JetArray.of(jet(0.5, 3, 4));

    Jet y = JetArray.jet(Activation.tanh(new NDList(x)).singletonOrThrow());
    Jet expected = jet(0.5, 3, 4).tanh();

    assertJet(
        y,
        expected.value().getDouble(),
        expected.first().getDouble(),
        expected.second().getDouble());
    assertThat(x.getShape()).isEqualTo(new Shape(1, 1));
    assertThat(x).hasToString("Jet(1, 1)").isEqualTo(x).isNotEqualTo(JetArray.of(jet(1, 1, 1)));
  }

  @Test
  void refusesAnOperationWithoutARule() {
    NDArray x = JetArray.of(jet(1, 2, 3));

    assertThatThrownBy(() -> x.softmax(0))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("no Taylor rule for operation 'softmax'");
    assertThatThrownBy(() -> x.getNDArrayInternal().gelu())
        .hasMessage("no Taylor rule for operation 'gelu'");
  }

  @Test
  void refusesToLoseItsDerivativesInAPlainArray() {
    NDArray x = JetArray.of(jet(1, 2, 3));

    assertThatThrownBy(() -> scalar(1).add(x))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("no Taylor rule for operation");
  }

  private Jet jet(double value, double first, double second) {
    return new Jet(scalar(value), scalar(first), scalar(second));
  }

  private Jet bias(double value, double first, double second) {
    return new Jet(vector(value), vector(first), vector(second));
  }

  private NDArray scalar(double value) {
    return manager.create(new double[] {value}, new Shape(1, 1));
  }

  private NDArray vector(double value) {
    return manager.create(new double[] {value});
  }

  private static void assertJet(Jet jet, double value, double first, double second) {
    assertJet(jet, value, first, second, 1e-14);
  }

  private static void assertJet(
      Jet jet, double value, double first, double second, double tolerance) {
    assertThat(jet.value().toDoubleArray()[0]).isCloseTo(value, offset(tolerance));
    assertThat(jet.first().toDoubleArray()[0]).isCloseTo(first, offset(tolerance));
    assertThat(jet.second().toDoubleArray()[0]).isCloseTo(second, offset(tolerance));
  }
}
