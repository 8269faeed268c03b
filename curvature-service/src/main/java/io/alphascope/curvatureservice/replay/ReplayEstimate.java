package io.alphascope.curvatureservice.replay;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.NetworkDecoder;
import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.kept.StepsTopic;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.RunChanged;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.network.Network;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;

/**
 * Estimates how long a replay takes, from measurements on two cores of a small machine. The cost of
 * a curvature is proportional to the multiply-adds of running the network on its samples; all
 * curvatures of a batch share one pass over it.
 */
@ApplicationScoped
public class ReplayEstimate {

  private static final Logger LOG = Logger.getLogger(ReplayEstimate.class);

  /** To read a record of 1.3 MB, and to pass it on. */
  private static final double SECONDS_A_RECORD = 0.006;

  private static final double SECONDS_A_PASS = 1.5e-10;
  private static final double SECONDS_A_CURVATURE = 1e-10;

  @Inject StepsTopic stepsTopic;
  @Inject CurvatureServiceConfig config;

  private final NetworkDecoder networks = new NetworkDecoder();

  /** How long this instance alone takes for all of it; empty if unknown. */
  public OptionalDouble seconds(ReplayChanged replay) throws InterruptedException {
    Map<String, KnownRun> runs = stepsTopic.runs();
    KnownRun run =
        runs.getOrDefault(
            replay.getRequest().getRun(), runs.values().stream().findAny().orElse(null));
    if (run == null) {
      return OptionalDouble.empty();
    }
    try {
      return seconds(replay, run.run(), multiplyAdds(run.run()), config.workerCount());
    } catch (MalformedStepException | IllegalArgumentException | EngineUnavailableException e) {
      LOG.debugf(e, "No estimate for replay %s", replay.getReplay());
      return OptionalDouble.empty();
    }
  }

  /** For one sample; if they depend on the samples themselves, one for each parameter. */
  private long multiplyAdds(RunChanged run) throws MalformedStepException {
    Network network = networks.decode(run.getSpecification());
    long samples = network.onlyNumberOfSamples().orElse(1);
    return network
        .inputShapes(samples)
        .map(shapes -> network.multiplyAdds(shapes) / samples)
        .orElse(network.parameterCount());
  }

  /**
   * @param run the requested run; any run if all are requested
   * @param multiplyAdds of running its network on one sample
   * @return empty if the size of a batch is not known
   */
  static OptionalDouble seconds(
      ReplayChanged replay, RunChanged run, long multiplyAdds, int threads) {
    Map<BatchChoice, Long> curvatures =
        replay.getRequest().getCurvaturesList().stream()
            .collect(groupingBy(name -> CurvatureName.parse(name).batch(), counting()));
    double ofOneStep = 0;
    for (Map.Entry<BatchChoice, Long> one : curvatures.entrySet()) {
      long samples =
          one.getKey()
              .samples()
              .orElse(
                  one.getKey().equals(BatchChoice.own())
                      ? run.getSpecification().getBatchSize()
                      : run.getTrainingSamples());
      if (samples == 0) {
        return OptionalDouble.empty();
      }
      double ofOneSample = SECONDS_A_PASS + one.getValue() * SECONDS_A_CURVATURE;
      ofOneStep += samples * multiplyAdds * ofOneSample;
    }
    long records =
        replay.getPartitionsList().stream()
            .mapToLong(partition -> Math.max(0, partition.getEnd() - partition.getPosition()))
            .sum();
    long steps =
        replay.hasStepsPublished() ? Math.min(records, replay.getStepsPublished()) : records;
    return OptionalDouble.of(records * SECONDS_A_RECORD + steps * ofOneStep / threads);
  }
}
