package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.quantity.Status;
import java.util.EnumMap;
import java.util.Map;

/** A made-up observation: slope -1, curvature 0.5, most other numbers absent. */
final class ObservationFixture {

  private ObservationFixture() {}

  /**
   * @param slopePublished null if absent
   */
  static Observation of(CurvatureName curvature, Double slopePublished) {
    Map<Quantity, Double> values =
        new EnumMap<>(
            Map.of(
                Quantity.ALPHA_STAR, 2.0,
                Quantity.SLOPE, -1.0,
                Quantity.CURVATURE_VALUE, 0.5,
                Quantity.STEP_NORM, 1.0,
                Quantity.GRADIENT_NORM, 1.0));
    if (slopePublished != null) {
      values.put(Quantity.SLOPE_PUBLISHED, slopePublished);
    }
    return new Observation(curvature, 4, Status.OK, values);
  }
}
