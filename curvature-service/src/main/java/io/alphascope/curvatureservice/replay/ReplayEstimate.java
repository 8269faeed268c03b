package io.alphascope.curvatureservice.replay;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.NetworkDecoder;
import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.kept.StepsTopic;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.RunChanged;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.network.Network;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * About how long a replay takes, to be said before it does: from what was measured on two cores of
 * a small machine. A curvature costs in proportion to the multiply-adds of running the network on
 * its samples, and all curvatures of a batch share one pass over it.
 */
@ApplicationScoped
public class ReplayEstimate {

  private static final Logger LOG = Logger.getLogger(ReplayEstimate.class);

  /** Reading a record of 1.3 MB and passing it on. */
  private static final double SECONDS_A_RECORD = 0.006;

  private static final double SECONDS_A_PASS = 1.5e-10;
  private static final double SECONDS_A_CURVATURE = 1e-10;

  private final StepsTopic stepsTopic;
  private final CurvatureServiceConfig config;
  private final NetworkDecoder networks = new NetworkDecoder();

  ReplayEstimate(StepsTopic stepsTopic, CurvatureServiceConfig config) {
    this.stepsTopic = stepsTopic;
    this.config = config;
  }

  /** How long this instance alone takes for all of it; empty if nobody knows. */
  public OptionalDouble seconds(ReplayChanged replay) throws InterruptedException {
    Map<String, KnownRun> runs = stepsTopic.runs();
    KnownRun run =
        runs.getOrDefault(
            replay.getRequest().getRun(), runs.values().stream().findAny().orElse(null));
    if (run == null) {
      return OptionalDouble.empty();
    }
    try {
      return seconds(
          replay.getPartitionsList(),
          replay.getRequest(),
          run.run(),
          replay.hasStepsPublished() ? replay.getStepsPublished() : Long.MAX_VALUE,
          multiplyAdds(run.run()),
          config.workerCount());
    } catch (MalformedStepException | IllegalArgumentException | EngineUnavailableException e) {
      LOG.debugf(e, "No estimate for replay %s", replay.getReplay());
      return OptionalDouble.empty();
    }
  }

  /** Of one sample; one a parameter where only the samples would tell. */
  private long multiplyAdds(RunChanged run) throws MalformedStepException {
    Network network = networks.decode(run.getSpecification());
    long samples = network.onlyNumberOfSamples().orElse(1);
    return network
        .inputShapes(samples)
        .map(shapes -> network.multiplyAdds(shapes) / samples)
        .orElse(network.parameterCount());
  }

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
