package io.alphascope.curvatureservice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.CurvatureName;
import org.junit.jupiter.api.Test;

/** The fixture's slope is -1. */
class GradientCheckTest {

  private static boolean disagrees(Double published, DataType type) {
    return GradientCheck.disagrees(
        ObservationFixture.of(CurvatureName.parse("ggn"), published), type);
  }

  @Test
  void acceptsTheRoundingOfFloat32() {
    assertThat(disagrees(-1.0005, DataType.FLOAT32)).isFalse();
    assertThat(disagrees(-1.0005, DataType.FLOAT64)).isTrue();
  }

  @Test
  void noticesAnotherSlope() {
    assertThat(disagrees(-1.002, DataType.FLOAT32)).isTrue();
    assertThat(disagrees(1.0, DataType.FLOAT32)).isTrue();
  }

  @Test
  void saysNothingWithoutAPublishedGradientOrWithoutNumbers() {
    assertThat(disagrees(null, DataType.FLOAT32)).isFalse();
    assertThat(disagrees(Double.NaN, DataType.FLOAT32)).isFalse();
  }
}
