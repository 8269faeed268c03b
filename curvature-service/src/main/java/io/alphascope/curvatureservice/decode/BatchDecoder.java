package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;
import static io.alphascope.events.Tensor.ElementType.FLOAT32;
import static io.alphascope.events.Tensor.ElementType.FLOAT64;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.WholeTrainingSets;
import io.alphascope.events.BatchData;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.Misfit;
import io.alphascope.workload.dataset.Normalisation;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.util.List;
import java.util.Optional;

/** Checks the batch of a step, which refers to a data set or is part of the event. */
final class BatchDecoder {

  private static final String INDICES = "sample_indices.index";

  private final Datasets datasets;
  private final InputBuffers buffers = new InputBuffers();
  private final WholeTrainingSets wholeSets = new WholeTrainingSets();

  BatchDecoder(Datasets datasets) {
    this.datasets = datasets;
  }

  StepBatches decode(StepTaken event, Network network, Loss loss, DataType type)
      throws MalformedStepException {
    buffers.nextStep();
    return switch (event.getBatchCase()) {
      case SAMPLE_INDICES -> referenced(event, network, loss, type);
      case BATCH_DATA -> new CarriedBatch(carried(event.getBatchData(), network, loss, type));
      case BATCH_NOT_SET ->
          throw new MalformedStepException("batch", "sample_indices or batch_data", "neither");
    };
  }

  private StepBatches referenced(StepTaken event, Network network, Loss loss, DataType type)
      throws MalformedStepException {
    RunSpecification specification = event.getSpecification();
    Dataset dataset = dataset(specification);
    Optional<Misfit> misfit = Misfit.of(dataset, network.inputs(), network.outputs());
    if (misfit.isPresent()) {
      throw new MalformedStepException(
          "specification.network", misfit.get().expected(), misfit.get().found());
    }
    checkLoss(loss, network, dataset);
    int[] own =
        event.getSampleIndices().getIndexList().stream().mapToInt(Integer::intValue).toArray();
    require(own.length != 0, INDICES, "at least one sample", "none");
    int size = dataset.size(Split.TRAIN);
    for (int i = 0; i < own.length; i++) {
      if (own[i] < 0 || own[i] >= size) {
        throw new MalformedStepException(
            INDICES + "[" + i + "]",
            "a training sample of %s, 0 to %d".formatted(dataset.name(), size - 1),
            own[i]);
      }
    }
    return new ReferencedBatches(
        dataset, own, type, specification.getSeed(), event.getStep(), buffers, wholeSets);
  }

  private static void checkLoss(Loss loss, Network network, Dataset dataset)
      throws MalformedStepException {
    require(
        loss.kind() == Loss.Kind.CROSS_ENTROPY || loss.kind() == Loss.Kind.SQUARED_ERROR,
        "specification.loss",
        "cross-entropy or squared-error, as %s has classes".formatted(dataset.name()),
        loss.kind());
    int weights = loss.classes().weights().size();
    long outputs = network.outputs().orElse(weights);
    require(
        weights == 0 || weights == outputs,
        "specification.class_weights",
        "%d weights, one per output of the network".formatted(outputs),
        weights);
  }

  private Dataset dataset(RunSpecification specification) throws MalformedStepException {
    String name = specification.getDataset();
    require(
        DatasetCatalog.isName(name),
        "specification.dataset",
        "the name of a data set, as the step refers to its samples",
        name.isEmpty() ? "none" : "'" + name + "'");
    Dataset dataset = datasets.open(name);
    if (specification.hasNormalisation()) {
      checkNormalisation(specification.getNormalisation(), dataset);
    }
    return dataset;
  }

  /** A step without a normalisation means that of the data set. */
  private static void checkNormalisation(
      io.alphascope.events.Normalisation declared, Dataset dataset) throws MalformedStepException {
    boolean perChannel = declared.getMeansCount() > 0;
    List<Double> means = perChannel ? declared.getMeansList() : List.of(declared.getMean());
    List<Double> standardDeviations =
        perChannel
            ? declared.getStandardDeviationsList()
            : List.of(declared.getStandardDeviation());
    Optional<Normalisation> known = dataset.normalisation();
    if (known.isEmpty()
        || !known.get().means().equals(means)
        || !known.get().standardDeviations().equals(standardDeviations)) {
      throw new MalformedStepException(
          "specification.normalisation",
          "that of %s, %s (or inputs and targets in batch_data)"
              .formatted(dataset.name(), known.map(Normalisation::toString).orElse("none")),
          "mean %s and standard deviation %s".formatted(means, standardDeviations));
    }
  }

  private static Batch carried(BatchData data, Network network, Loss loss, DataType type)
      throws MalformedStepException {
    List<Batch.Input> inputs = new InputsDecoder(network, type).decode(data);
    Shape outputs;
    try {
      outputs = network.outputShape(inputs.stream().map(Batch.Input::shape).toList());
    } catch (IllegalArgumentException unfit) {
      throw new MalformedStepException(
          "batch_data.inputs", "inputs that the network can be run on", unfit.getMessage(), unfit);
    }
    int samples = Math.toIntExact(inputs.get(0).shape().get(0));
    Targets targets = new TargetsDecoder(loss, outputs).decode(data, elementType(type), samples);
    return new Batch(inputs, targets, samples);
  }

  static ElementType elementType(DataType type) {
    return type == DataType.FLOAT32 ? FLOAT32 : FLOAT64;
  }
}
