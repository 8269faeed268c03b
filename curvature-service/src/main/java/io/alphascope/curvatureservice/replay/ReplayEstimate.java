package io.alphascope.curvatureservice.replay;

import static java.util.stream.Collectors.groupingBy;

import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.NetworkDecoder;
import io.alphascope.curvatureservice.replay.kept.KnownRun;
import io.alphascope.curvatureservice.replay.kept.StepsTopic;
import io.alphascope.curvatureservice.runs.StepsPerRecord;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.RunChanged;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.network.Network;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;

/**
 * Estimates how long a replay takes, from measurements on two cores of a small machine. The cost of
 * a curvature is proportional to the multiply-adds of running the network on its samples; all
 * curvatures of a batch share one pass over it. Observables, and curvatures that take more passes,
 * count in proportion to their price.
 */
@ApplicationScoped
public class ReplayEstimate {

  private static final Logger LOG = Logger.getLogger(ReplayEstimate.class);

  /** To read a record of the network of the MNIST example, be it of one step or of eight. */
  private static final double SECONDS_A_RECORD = 0.007;

  private static final double SECONDS_A_PASS = 1.5e-10;

  /** Of one that takes one reverse pass over a sweep of two derivatives, or less. */
  private static final double SECONDS_A_CURVATURE = 1e-10;

  /** In runs of the network. */
  private static final int COST_OF_A_CURVATURE = PassCost.reverse(true);

  /**
   * Of a network and one sample.
   *
   * @param multiplyAdds of running the network on it
   * @param outputs numbers that the network gives for it
   */
  record OneSample(long multiplyAdds, long outputs) {}

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
      return seconds(
          replay,
          run.run(),
          observables(replay.getRequest(), run.run()),
          oneSample(run.run()),
          config.workerCount());
    } catch (MalformedStepException | IllegalArgumentException | EngineUnavailableException e) {
      LOG.debugf(e, "No estimate for replay %s", replay.getReplay());
      return OptionalDouble.empty();
    }
  }

  /** Those of the request, else of the run, else of this service. */
  private List<ObservableChoice> observables(ReplayRequest request, RunChanged run) {
    if (request.getObservablesCount() > 0) {
      return ObservableChoice.parseAll(request.getObservablesList());
    }
    List<String> ofRun = run.getSpecification().getObservablesList();
    return ofRun.isEmpty()
        ? config.curvature().observables().orElse(List.of())
        : ObservableChoice.parseAll(ofRun);
  }

  /**
   * If they depend on the samples themselves, one multiply-add for each parameter, and one output.
   */
  private OneSample oneSample(RunChanged run) throws MalformedStepException {
    Network network = networks.decode(run.getSpecification());
    long samples = network.onlyNumberOfSamples().orElse(1);
    return network
        .inputShapes(samples)
        .map(
            shapes ->
                new OneSample(
                    network.multiplyAdds(shapes) / samples,
                    Math.max(1, network.outputShape(shapes).size() / samples)))
        .orElse(new OneSample(network.parameterCount(), 1));
  }

  /**
   * @param run the requested run; any run if all are requested
   * @param observables beside the curvatures
   * @return empty if the size of a batch is not known
   */
  static OptionalDouble seconds(
      ReplayChanged replay,
      RunChanged run,
      List<ObservableChoice> observables,
      OneSample sample,
      int threads) {
    Map<BatchChoice, List<CurvatureName>> curvatures =
        replay.getRequest().getCurvaturesList().stream()
            .map(CurvatureName::parse)
            .collect(groupingBy(CurvatureName::batch));
    CostBasis basis = new CostBasis(true, sample.outputs());
    double ofOneStep = 0;
    for (Map.Entry<BatchChoice, List<CurvatureName>> one : curvatures.entrySet()) {
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
      double ofOneSample =
          SECONDS_A_PASS + SECONDS_A_CURVATURE * shares(one.getValue(), observables, basis);
      ofOneStep += samples * sample.multiplyAdds() * ofOneSample;
    }
    long records =
        replay.getPartitionsList().stream()
            .mapToLong(partition -> Math.max(0, partition.getEnd() - partition.getPosition()))
            .sum();
    double steps = records * StepsPerRecord.of(run);
    if (replay.hasStepsPublished()) {
      steps = Math.min(steps, replay.getStepsPublished());
    }
    return OptionalDouble.of(records * SECONDS_A_RECORD + steps * ofOneStep / threads);
  }

  /** What the curvatures and observables of one batch cost, in ordinary curvatures. */
  private static double shares(
      List<CurvatureName> curvatures, List<ObservableChoice> observables, CostBasis basis) {
    double ofCurvatures =
        curvatures.stream()
            .mapToDouble(
                name -> Math.max(1, name.operator().cost(basis) / (double) COST_OF_A_CURVATURE))
            .sum();
    double ofObservables =
        observables.stream()
            .mapToDouble(choice -> (double) choice.cost(curvatures, basis) / choice.every())
            .sum();
    return ofCurvatures + ofObservables / COST_OF_A_CURVATURE;
  }
}
