package io.alphascope.curvature.quantity;

import io.alphascope.curvature.operator.CurvatureName;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one curvature says about one step. d = θ₁ − θ₀; g, B and the losses L are those of the
 * curvature's own batch. A number that does not exist is missing, never a placeholder; one that the
 * data made NaN or infinite is given as it is.
 *
 * @param batchSize n
 * @param values the quantities that exist; copied
 * @param histograms of the batch, on the first curvature that was observed on it
 */
public record Observation(
    CurvatureName curvature,
    int batchSize,
    Status status,
    Map<Quantity, Double> values,
    List<Histogram> histograms) {

  public Observation {
    EnumMap<Quantity, Double> copy = new EnumMap<>(Quantity.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
    histograms = List.copyOf(histograms);
  }

  /** Without histograms. */
  public Observation(
      CurvatureName curvature, int batchSize, Status status, Map<Quantity, Double> values) {
    this(curvature, batchSize, status, values, List.of());
  }

  /** The same with the batch's histograms. */
  public Observation with(List<Histogram> added) {
    return new Observation(curvature, batchSize, status, values, added);
  }

  /** A quantity; empty if it does not exist. */
  public OptionalDouble value(Quantity quantity) {
    Double value = values.get(quantity);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
