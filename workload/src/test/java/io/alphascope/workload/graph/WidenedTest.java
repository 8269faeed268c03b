package io.alphascope.workload.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidenedTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1e-5, 1e-12, 0.2, 1.702, 0.044715, -65504, 1e30, 3.5e-42})
  void decimals(double meant) {
    assertThat(Widened.of((float) meant)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Math.PI,
        -Math.PI,
        1.6732632423543772,
        1.0507009873554805,
        0.7978845608028654,
        1 / 3.0,
        -1 / 6.0
      })
  void constantsAndReciprocals(double meant) {
    assertThat(Widened.of((float) meant)).isEqualTo(meant);
  }

  @Property
  void rootsOfWidths(@ForAll @IntRange(min = 2, max = 4096) int k) {
    for (double root : new double[] {Math.sqrt(k), Math.sqrt(Math.sqrt(k))}) {
      assertMeant(root);
      assertMeant(1 / root);
    }
  }

  private static void assertMeant(double number) {
    double found = Widened.of((float) number);
    // By chance, a root may be a decimal of few digits.
    int digits = new BigDecimal(Float.toString((float) number)).stripTrailingZeros().precision();
    double error = digits < 7 ? 2e-7 : 1e-15;
    assertThat(Math.abs(found / number - 1)).isLessThan(error);
  }

  @Property
  void everyNumberRoundsToItsOwn(@ForAll float number) {
    assertThat((float) Widened.of(number)).isEqualTo(number);
  }

  @Test
  void whatIsNoNumberStays() {
    assertThat(Widened.of(Float.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Widened.of(Float.NaN)).isNaN();
  }
}
