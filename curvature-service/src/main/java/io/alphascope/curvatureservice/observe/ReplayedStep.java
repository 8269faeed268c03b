package io.alphascope.curvatureservice.observe;

import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import java.util.List;
import java.util.Map;

/**
 * A step observed under the curvatures of a replay.
 *
 * @param refused curvatures and observables that are not possible for the step, with the reason
 */
public record ReplayedStep(List<OutgoingRecord> observations, Map<String, String> refused) {}
