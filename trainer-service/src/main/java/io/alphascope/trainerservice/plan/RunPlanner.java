package io.alphascope.trainerservice.plan;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.events.RunSpecification;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.training.ThreadRule;
import io.alphascope.trainerservice.training.TrainingPlan;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.engine.DeviceRule;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.network.Network;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the plan of a requested run, or refuses it with the cause and the remedy. */
@ApplicationScoped
public class RunPlanner {

  private static final DateTimeFormatter ID_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final TrainerConfig config;
  private final DatasetCatalog datasets;
  private final DeviceRule devices;
  private final EventBudget budget;
  private final SecureRandom random = new SecureRandom();

  public RunPlanner(
      TrainerConfig config, DatasetCatalog datasets, DeviceRule devices, Broker broker) {
    this.config = config;
    this.datasets = datasets;
    this.devices = devices;
    this.budget = new EventBudget(broker);
  }

  /**
   * @throws RefusedException if the run is not possible
   */
  public RunPlan plan(RunRequest request) throws InterruptedException {
    try {
      DatasetCatalog.DefaultDataset chosen = dataset(request);
      Dataset dataset = chosen.dataset();
      Network network = RequestedNetwork.of(request, dataset);
      int batchSize = batchSize(request, dataset);
      Device device = devices.choose(request.device().orElse(config.trainer().device()));
      TrainingPlan training =
          new TrainingPlan(
              network,
              request.loss(),
              dataset,
              request.optimizer(),
              request.schedule(),
              RequestedNetwork.initialParameters(request, network),
              order(request, dataset),
              batchSize,
              request.epochs(),
              device,
              new ThreadRule(config.trainer().threads(), Runtime.getRuntime().availableProcessors())
                  .choose(
                      network.multiplyAdds(
                          List.of(new Shape(batchSize).addAll(dataset.sampleShape())))));
      checkWarmup(training);
      List<CurvatureName> curvatures =
          request.curvatures().stream().map(CurvatureName::parse).toList();
      curvatures.forEach(name -> checkCurvature(name, training));
      ObservableChoice.parseAll(request.observables())
          .forEach(choice -> checkObservable(choice, curvatures, training));
      String run = request.run().orElseGet(() -> newId(dataset));
      RunSpecification specification = Specifications.of(request, network, dataset);
      int stepsPerEvent =
          budget.stepsPerEvent(run, specification, training, config.stepsPerEvent());
      List<String> warnings =
          new ArrayList<>(budget.warnings(run, specification, training, stepsPerEvent));
      if (dataset.size(Split.TEST) == 0) {
        warnings.add(
            "Data set %s has no test samples: the run is not evaluated.".formatted(dataset.name()));
      }
      return new RunPlan(
          run,
          specification,
          training,
          request.whenBehind(),
          stepsPerEvent,
          chosen.note(),
          warnings);
    } catch (DatasetException | EngineUnavailableException | IllegalArgumentException e) {
      throw new RefusedException(Reason.MISTAKE, e.getMessage(), e);
    }
  }

  private DatasetCatalog.DefaultDataset dataset(RunRequest request) {
    return request
        .dataset()
        .map(name -> new DatasetCatalog.DefaultDataset(datasets.open(name), Optional.empty()))
        .orElseGet(datasets::openDefault);
  }

  private static void checkWarmup(TrainingPlan training) {
    long warmup = training.schedule().warmupSteps();
    if (warmup > training.steps()) {
      throw new RefusedException(
          "warmup: %d steps are more than the %d of the run; choose fewer, or more epochs"
              .formatted(warmup, training.steps()));
    }
  }

  private static void checkCurvature(CurvatureName name, TrainingPlan training) {
    name.missing(training.network(), training.loss())
        .or(
            () ->
                ChosenSamples.missing(
                    name.batch(), training.dataset(), training.batchSize(), DataType.FLOAT32))
        .ifPresent(
            missing -> {
              throw new RefusedException("curvature '%s': %s".formatted(name, missing));
            });
  }

  /**
   * @param curvatures of the run; empty: the curvature service's default, taken to be the usual one
   */
  private static void checkObservable(
      ObservableChoice choice, List<CurvatureName> curvatures, TrainingPlan training) {
    choice
        .missing(
            curvatures.isEmpty() ? CurvatureName.parseList(CurvatureName.DEFAULTS) : curvatures,
            training.network(),
            training.loss())
        .ifPresent(
            missing -> {
              throw new RefusedException("observable '%s': %s".formatted(choice, missing));
            });
  }

  private static int batchSize(RunRequest request, Dataset dataset) {
    int samples = dataset.size(Split.TRAIN);
    if (request.batchSize() > samples) {
      throw new RefusedException(
          "batch_size: %d is more than the %d training samples of %s"
              .formatted(request.batchSize(), samples, dataset.name()));
    }
    return request.batchSize();
  }

  private static SampleOrder order(RunRequest request, Dataset dataset) {
    int size = dataset.size(Split.TRAIN);
    if (request.sampleOrder().isEmpty()) {
      return SampleOrder.shuffled(request.seed(), size);
    }
    ByteBuffer bytes = request.sampleOrder().get();
    if (bytes.remaining() % Integer.BYTES != 0) {
      throw new RefusedException(
          "sample_order: %d bytes are not a whole number of int32".formatted(bytes.remaining()));
    }
    int[] indices = new int[bytes.remaining() / Integer.BYTES];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(indices);
    try {
      return SampleOrder.given(indices, request.epochs(), size);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Reason.MISTAKE, "sample_order: " + e.getMessage(), e);
    }
  }

  private String newId(Dataset dataset) {
    return "%s-%s-%04x"
        .formatted(
            dataset.name().replace('.', '-'),
            LocalDateTime.now().format(ID_TIME),
            random.nextInt(1 << 16));
  }
}
