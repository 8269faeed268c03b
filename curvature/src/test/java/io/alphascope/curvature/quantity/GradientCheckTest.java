package io.alphascope.curvature.quantity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.operator.CurvatureName;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The measured slope is -1, d and the published gradient are of length 1. */
class GradientCheckTest {

  private static Optional<Boolean> disagrees(Double slope, Double published, DataType type) {
    Map<Quantity, Double> values =
        new EnumMap<>(
            Map.of(Quantity.SLOPE, slope, Quantity.STEP_NORM, 1.0, Quantity.GRADIENT_NORM, 1.0));
    if (published != null) {
      values.put(Quantity.SLOPE_PUBLISHED, published);
    }
    return GradientCheck.disagrees(
        new Observation(CurvatureName.parse("ggn"), 4, Status.OK, values), type);
  }

  private static Optional<Boolean> disagrees(Double published, DataType type) {
    return disagrees(-1.0, published, type);
  }

  @Test
  void acceptsTheRoundingOfFloat32() {
    assertThat(disagrees(-1.0005, DataType.FLOAT32)).contains(false);
    assertThat(disagrees(-1.0005, DataType.FLOAT64)).contains(true);
  }

  @Test
  void noticesAnotherSlope() {
    assertThat(disagrees(-1.002, DataType.FLOAT32)).contains(true);
    assertThat(disagrees(1.0, DataType.FLOAT32)).contains(true);
    assertThat(disagrees(0.0, DataType.FLOAT32)).contains(true);
  }

  @Test
  void noticesAGradientThatIsNotFiniteWhereTheMeasuredOneIs() {
    assertThat(disagrees(Double.NaN, DataType.FLOAT32)).contains(true);
    assertThat(disagrees(Double.NEGATIVE_INFINITY, DataType.FLOAT64)).contains(true);
  }

  @Test
  void saysNothingWithoutAPublishedGradientOrWithoutNumbers() {
    assertThat(disagrees(null, DataType.FLOAT32)).isEmpty();
    assertThat(disagrees(Double.NaN, -1.0, DataType.FLOAT32)).isEmpty();
    assertThat(disagrees(Double.NaN, Double.NaN, DataType.FLOAT32)).isEmpty();
  }
}
