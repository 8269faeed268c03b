package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import java.util.List;
import java.util.Map;

/**
 * What a step gives under the curvatures that a replay asks for.
 *
 * @param refused curvatures that do not exist for the step, with the reason
 */
public record ReplayedStep(List<OutgoingRecord> observations, Map<CurvatureName, String> refused) {}
