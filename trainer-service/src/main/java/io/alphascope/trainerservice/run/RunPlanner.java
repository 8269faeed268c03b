package io.alphascope.trainerservice.run;

import ai.djl.Device;
import io.alphascope.events.Normalisation;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunIds;
import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.training.DeviceRule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.trainerservice.training.ThreadRule;
import io.alphascope.trainerservice.training.TrainingPlan;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
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

  private static final double DEFAULT_MOMENTUM = 0.9;
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
      OptimizerChoice optimizer = optimizer(request);
      int batchSize = batchSize(request, dataset);
      Device device = devices.choose(request.device().orElse(config.trainer().device()));
      TrainingPlan training =
          new TrainingPlan(
              network,
              request.loss(),
              dataset,
              optimizer,
              initialParameters(request, network),
              order(request, dataset),
              batchSize,
              request.epochs(),
              device,
              ThreadRule.ofMachine(config.trainer().threads()).choose(network, batchSize));
      int available = dataset.size(Split.TRAIN) - training.batchSize();
      int testSamples = dataset.size(Split.TEST);
      request.curvatures().forEach(name -> CurvatureNames.check(name, available, testSamples));
      String run = request.run().map(RunIds::check).orElseGet(() -> newId(dataset));
      RunSpecification specification = specification(request, optimizer, dataset);
      List<String> warnings = new ArrayList<>(budget.check(run, specification, training));
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
    long inputs = dataset.sampleShape().size();
    if (network.inputs() != inputs) {
      throw new RefusedException(
          "network: '%s' takes %d inputs; samples of %s have %d, so the first width must be %d"
              .formatted(network.architecture(), network.inputs(), dataset.name(), inputs, inputs));
    }
    if (network.outputs() < dataset.classes()) {
      throw new RefusedException(
          "network: '%s' gives %d outputs; %s has %d classes, so the last width must be at least %d"
              .formatted(
                  network.architecture(),
                  network.outputs(),
                  dataset.name(),
                  dataset.classes(),
                  dataset.classes()));
    }
  }

  private static void checkLoss(Loss loss, Dataset dataset) {
    if (loss.kind() != Loss.Kind.CROSS_ENTROPY && loss.kind() != Loss.Kind.SQUARED_ERROR) {
      throw new RefusedException(
          "loss: '%s' is not of classes, which %s has; train with cross-entropy or squared-error"
              .formatted(loss.kind(), dataset.name()));
    }
  }

  private static OptimizerChoice optimizer(RunRequest request) {
    boolean uses = request.optimizer() == OptimizerChoice.Kind.MOMENTUM;
    if (!uses && request.momentum().isPresent()) {
      throw new RefusedException(
          "momentum: only the optimizer 'momentum' has one, not '%s'; leave it out or choose that"
              .formatted(request.optimizer()));
    }
    return new OptimizerChoice(
        request.optimizer(),
        request.learningRate(),
        request.momentum().orElse(uses ? DEFAULT_MOMENTUM : 0));
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
    return RunSpecification.newBuilder()
        .setNetwork(request.network())
        .setActivation(request.activation().toString())
        .setLoss(request.loss().kind().toString())
        .setReduction(request.loss().reduction().toString())
        .setLabelSmoothing(request.loss().classes().labelSmoothing())
        .setDataset(dataset.name())
        .setNormalisation(
            Normalisation.newBuilder()
                .setMean(dataset.normalisation().mean())
                .setStandardDeviation(dataset.normalisation().standardDeviation()))
        .setOptimizer(
            Optimizer.newBuilder()
                .setName(optimizer.kind().toString())
                .setLearningRate(optimizer.learningRate())
                .setMomentum(optimizer.momentum()))
        .setSeed(request.seed())
        .addAllCurvatures(request.curvatures())
        .setBatchSize(request.batchSize())
        .setEpochs(request.epochs())
        .setPublishEvery(request.publishEvery())
        .build();
  }
}
