package io.alphascope.curvatureservice.observe;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alphascope.curvature.quantity.GradientCheck;
import io.alphascope.curvature.quantity.Histogram;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvatureservice.decode.DecodedStep;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.HistogramObserved;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.remarks.Workload;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes observations as events. The name of a quantity is the name of its field; a quantity
 * without a value is absent.
 */
final class ObservationEncoder {

  private final Map<Quantity, FieldDescriptor> fields =
      fields(List.of(Quantity.values()), ObservedQuantity.ALL);

  /**
   * The field of each quantity.
   *
   * @throws IllegalStateException naming a quantity without a field, or without a computation
   */
  static Map<Quantity, FieldDescriptor> fields(
      List<Quantity> computed, List<ObservedQuantity> observed) {
    Map<String, Quantity> byName =
        computed.stream().collect(Collectors.toMap(Quantity::toString, quantity -> quantity));
    Map<Quantity, FieldDescriptor> fields = new EnumMap<>(Quantity.class);
    for (ObservedQuantity quantity : observed) {
      Quantity computation = byName.remove(quantity.name());
      if (computation == null) {
        throw new IllegalStateException(
            "CurvatureObserved has a quantity %s, which curvature.Quantity does not compute"
                .formatted(quantity.name()));
      }
      fields.put(computation, quantity.field());
    }
    if (!byName.isEmpty()) {
      throw new IllegalStateException(
          "curvature.Quantity computes %s, of which CurvatureObserved has no quantity"
              .formatted(byName.values()));
    }
    return fields;
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
            observation.value(quantity).ifPresent(value -> observed.setField(field, value)));
    observation.histograms().forEach(histogram -> observed.addHistograms(encode(histogram)));
    return new OutgoingRecord(
        Topic.OBSERVATIONS,
        new ObservationKey(step.getRun(), step.getStep(), curvature).toString(),
        observed.build());
  }

  private static HistogramObserved encode(Histogram histogram) {
    HistogramObserved.Builder encoded =
        HistogramObserved.newBuilder()
            .setName(histogram.name())
            .addAllCounts(Arrays.stream(histogram.counts()).boxed().toList());
    for (Histogram.Axis axis : histogram.axes()) {
      encoded
          .addAxesBuilder()
          .setMinimum(axis.minimum())
          .setMaximum(axis.maximum())
          .setBins(axis.bins());
    }
    return encoded.build();
  }
}
