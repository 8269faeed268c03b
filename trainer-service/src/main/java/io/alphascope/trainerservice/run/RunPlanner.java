package io.alphascope.trainerservice.run;

import ai.djl.Device;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunIds;
import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.workload.engine.DeviceRule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.trainerservice.training.ThreadRule;
import io.alphascope.trainerservice.training.TrainingPlan;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.dataset.Misfit;
import io.alphascope.workload.dataset.Normalisation;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a plan of a request, or says why there can be none. */
@ApplicationScoped
class RunPlanner {

  private static final DateTimeFormatter ID_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final TrainerConfig config;
  private final DatasetCatalog datasets;
  private final DeviceRule devices;
  private final EventBudget budget;
  private final SecureRandom random = new SecureRandom();

  RunPlanner(
      TrainerConfig config, DatasetCatalog datasets, DeviceRule devices, EventBudget budget) {
    this.config = config;
    this.datasets = datasets;
    this.devices = devices;
    this.budget = budget;
  }

  /**
   * @throws RefusedException if the run cannot work
   */
  RunPlan plan(RunRequest request) throws InterruptedException {
    try {
      Network network = Network.of(request.network(), request.activation());
      DatasetCatalog.DefaultDataset chosen = dataset(request);
      Dataset dataset = chosen.dataset();
      checkFit(network, dataset);
      checkLoss(request.loss(), dataset);
      OptimizerChoice optimizer = request.optimizer().choice();
      int batchSize = batchSize(request, dataset);
      Device device = devices.choose(request.device().orElse(config.trainer().device()));
      TrainingPlan training =
          new TrainingPlan(
              network,
              request.loss(),
              dataset,
              optimizer,
              request.schedule(),
              initialParameters(request, network),
              order(request, dataset),
              batchSize,
              request.epochs(),
              device,
              ThreadRule.ofMachine(config.trainer().threads()).choose(network, batchSize));
      checkWarmup(training);
      int available = dataset.size(Split.TRAIN) - training.batchSize();
      int testSamples = dataset.size(Split.TEST);
      request.curvatures().forEach(name -> CurvatureNames.check(name, available, testSamples));
      String run = request.run().map(RunIds::check).orElseGet(() -> newId(dataset));
      RunSpecification specification = specification(request, optimizer, dataset);
      List<String> warnings = new ArrayList<>(budget.check(run, specification, training));
      if (testSamples == 0) {
        warnings.add(
            "Data set %s has no test samples: the run is not evaluated.".formatted(dataset.name()));
      }
      return new RunPlan(
          run, specification, training, request.whenBehind(), chosen.note(), warnings);
    } catch (DatasetException | EngineUnavailableException | IllegalArgumentException e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  private DatasetCatalog.DefaultDataset dataset(RunRequest request) {
    return request
        .dataset()
        .map(name -> new DatasetCatalog.DefaultDataset(datasets.open(name), Optional.empty()))
        .orElseGet(datasets::openDefault);
  }

  private static void checkFit(Network network, Dataset dataset) {
    Misfit.of(dataset, network.inputs(), network.outputs())
        .ifPresent(
            misfit -> {
              throw new RefusedException(
                  "network: '%s' does not fit the data set: expected %s, found %s"
                      .formatted(network.architecture(), misfit.expected(), misfit.found()));
            });
  }

  private static void checkLoss(Loss loss, Dataset dataset) {
    if (dataset.classes().isPresent()
        && loss.kind() != Loss.Kind.CROSS_ENTROPY
        && loss.kind() != Loss.Kind.SQUARED_ERROR) {
      throw new RefusedException(
          "loss: '%s' is not of classes, which %s has; train with cross-entropy or squared-error"
              .formatted(loss.kind(), dataset.name()));
    }
  }

  private static void checkWarmup(TrainingPlan training) {
    long warmup = training.schedule().warmupSteps();
    if (warmup > training.steps()) {
      throw new RefusedException(
          "warmup: %d steps are more than the %d of the run; choose fewer, or more epochs"
              .formatted(warmup, training.steps()));
    }
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

  private static float[] initialParameters(RunRequest request, Network network) {
    if (request.initialParameters().isEmpty()) {
      return network.initialParameters(request.seed());
    }
    ByteBuffer bytes = request.initialParameters().get();
    long expected = network.parameterCount() * Float.BYTES;
    if (bytes.remaining() != expected) {
      throw new RefusedException(
          "initial_parameters: %d bytes; the network %s has %d parameters, that is %d bytes of float32"
              .formatted(
                  bytes.remaining(), network.architecture(), network.parameterCount(), expected));
    }
    float[] parameters = new float[bytes.remaining() / Float.BYTES];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(parameters);
    return parameters;
  }

  private static SampleOrder order(RunRequest request, Dataset dataset) {
    int size = dataset.size(Split.TRAIN);
    if (request.sampleOrder().isEmpty()) {
      return SampleOrder.shuffled(request.seed(), size);
    }
    ByteBuffer bytes = request.sampleOrder().get();
    if (bytes.remaining() % Integer.BYTES != 0) {
      throw new RefusedException(
          "sample_order: %d bytes are no whole number of int32".formatted(bytes.remaining()));
    }
    int[] indices = new int[bytes.remaining() / Integer.BYTES];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(indices);
    try {
      return SampleOrder.given(indices, request.epochs(), size);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("sample_order: " + e.getMessage(), e);
    }
  }

  private String newId(Dataset dataset) {
    return "%s-%s-%04x"
        .formatted(
            dataset.name(),
            LocalDateTime.now(Clock.systemDefaultZone()).format(ID_TIME),
            random.nextInt(1 << 16));
  }

  private static RunSpecification specification(
      RunRequest request, OptimizerChoice optimizer, Dataset dataset) {
    RunSpecification.Builder specification =
        RunSpecification.newBuilder()
            .setNetwork(request.network())
            .setActivation(request.activation().toString())
            .setLoss(request.loss().kind().toString())
            .setReduction(request.loss().reduction().toString())
            .setLabelSmoothing(request.loss().classes().labelSmoothing())
            .setDataset(dataset.name())
            .setOptimizer(
                Optimizer.newBuilder()
                    .setName(optimizer.kind().toString())
                    .setLearningRate(optimizer.learningRate())
                    .setMomentum(optimizer.momentum())
                    .setWeightDecay(optimizer.weightDecay())
                    .setNesterov(optimizer.nesterov()))
            .setSchedule(request.schedule().kind().toString())
            .setWarmupSteps(request.schedule().warmupSteps())
            .setSeed(request.seed())
            .addAllCurvatures(request.curvatures())
            .setBatchSize(request.batchSize())
            .setEpochs(request.epochs())
            .setPublishEvery(request.publishEvery());
    dataset.normalisation().map(RunPlanner::onTheWire).ifPresent(specification::setNormalisation);
    return specification.build();
  }

  private static io.alphascope.events.Normalisation onTheWire(Normalisation normalisation) {
    io.alphascope.events.Normalisation.Builder values =
        io.alphascope.events.Normalisation.newBuilder();
    return normalisation.means().size() == 1
        ? values
            .setMean(normalisation.means().get(0))
            .setStandardDeviation(normalisation.standardDeviations().get(0))
            .build()
        : values
            .addAllMeans(normalisation.means())
            .addAllStandardDeviations(normalisation.standardDeviations())
            .build();
  }
}
