package io.alphascope.curvatureservice.replay;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.RunChanged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * About how long a replay takes, to be said before it does: from what was measured on two cores of
 * a small machine. A curvature costs in proportion to the multiply-adds of running the network on
 * its samples, and all curvatures of a batch share one pass over it.
 */
final class ReplayEstimate {

  /** Reading a record of 1.3 MB and passing it on. */
  private static final double SECONDS_A_RECORD = 0.006;

  private static final double SECONDS_A_PASS = 1.5e-10;
  private static final double SECONDS_A_CURVATURE = 1e-10;

  private ReplayEstimate() {}

  /**
   * @param run the run that is meant, or any of them
   * @param steps of it that are there
   * @param multiplyAdds of running its network on one sample
   * @return empty if the size of a batch is not known
   */
  static OptionalDouble seconds(
      List<ReplayedPartition> partitions,
      ReplayRequest request,
      RunChanged run,
      long steps,
      long multiplyAdds,
      int threads) {
    long records =
        partitions.stream().mapToLong(one -> Math.max(0, one.getEnd() - one.getPosition())).sum();
    OptionalDouble aStep = aStep(request, run, multiplyAdds);
    return aStep.isEmpty()
        ? aStep
        : OptionalDouble.of(
            records * SECONDS_A_RECORD + Math.min(records, steps) * aStep.getAsDouble() / threads);
  }

  private static OptionalDouble aStep(ReplayRequest request, RunChanged run, long multiplyAdds) {
    Map<BatchChoice, Integer> curvatures = new HashMap<>();
    for (String name : request.getCurvaturesList()) {
      curvatures.merge(CurvatureName.parse(name).batch(), 1, Integer::sum);
    }
    double sum = 0;
    for (Map.Entry<BatchChoice, Integer> one : curvatures.entrySet()) {
      OptionalLong samples = samples(one.getKey(), run);
      if (samples.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += samples.getAsLong() * (SECONDS_A_PASS + one.getValue() * SECONDS_A_CURVATURE);
    }
    return OptionalDouble.of(sum * multiplyAdds);
  }

  private static OptionalLong samples(BatchChoice batch, RunChanged run) {
    if (batch.samples().isPresent()) {
      return batch.samples();
    }
    long samples =
        batch.equals(BatchChoice.own())
            ? run.getSpecification().getBatchSize()
            : run.getTrainingSamples();
    return samples == 0 ? OptionalLong.empty() : OptionalLong.of(samples);
  }
}
