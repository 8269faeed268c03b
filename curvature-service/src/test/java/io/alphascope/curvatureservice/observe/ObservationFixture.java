package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.CurvatureName;
import io.alphascope.curvature.Observation;
import io.alphascope.curvature.Status;
import java.util.OptionalDouble;

/** A made-up observation: slope -1, curvature 0.5, all other numbers absent. */
final class ObservationFixture {

  private ObservationFixture() {}

  /**
   * @param slopePublished null if absent
   */
  static Observation of(CurvatureName curvature, Double slopePublished) {
    OptionalDouble absent = OptionalDouble.empty();
    return new Observation(
        curvature,
        4,
        Status.OK,
        OptionalDouble.of(2),
        absent,
        absent,
        absent,
        OptionalDouble.of(-1),
        OptionalDouble.of(0.5),
        slopePublished == null ? absent : OptionalDouble.of(slopePublished),
        absent,
        absent,
        absent,
        absent,
        absent,
        OptionalDouble.of(1),
        OptionalDouble.of(1),
        absent,
        absent,
        absent,
        absent,
        absent,
        absent);
  }
}
