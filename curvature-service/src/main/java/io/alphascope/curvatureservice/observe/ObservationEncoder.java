package io.alphascope.curvatureservice.observe;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alphascope.curvature.GradientCheck;
import io.alphascope.curvature.Observation;
import io.alphascope.curvature.Quantity;
import io.alphascope.curvatureservice.decode.DecodedStep;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.remarks.Workload;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes observations as events. A quantity's name is its field's name; one that does not exist
 * stays absent.
 */
final class ObservationEncoder {

  private final Map<Quantity, FieldDescriptor> fields = new EnumMap<>(Quantity.class);

  ObservationEncoder() {
    for (Quantity quantity : Quantity.values()) {
      FieldDescriptor field =
          CurvatureObserved.getDescriptor().findFieldByName(quantity.toString());
      if (field == null) {
        throw new IllegalStateException("CurvatureObserved has no field " + quantity);
      }
      fields.put(quantity, field);
    }
  }

  OutgoingRecord encode(DecodedStep decoded, Observation observation) {
    StepTaken step = decoded.event();
    String curvature = observation.curvature().toString();
    CurvatureObserved.Builder observed =
        CurvatureObserved.newBuilder()
            .setRun(step.getRun())
            .setStep(step.getStep())
            .setEpoch(step.getEpoch())
            .setCurvature(curvature)
            .setBatchSize(observation.batchSize())
            .setWorkload(Workload.of(step.getSpecification()).toString())
            .setStatus(CurvatureObserved.Status.valueOf(observation.status().name()));
    if (step.hasLearningRate()) {
      observed.setLearningRate(step.getLearningRate());
    }
    if (step.hasTime()) {
      observed.setTime(step.getTime());
    }
    GradientCheck.disagrees(observation, decoded.step().dataType())
        .ifPresent(observed::setGradientDisagrees);
    fields.forEach(
        (quantity, field) ->
            quantity.of(observation).ifPresent(value -> observed.setField(field, value)));
    return new OutgoingRecord(
        Topic.OBSERVATIONS,
        new ObservationKey(step.getRun(), step.getStep(), curvature).toString(),
        observed.build());
  }
}
