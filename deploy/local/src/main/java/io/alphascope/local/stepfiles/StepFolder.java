package io.alphascope.local.stepfiles;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.Batch;
import io.alphascope.curvature.BatchChoice;
import io.alphascope.curvature.BatchSource;
import io.alphascope.curvature.ChosenSamples;
import io.alphascope.curvature.Step;
import io.alphascope.curvature.WholeTrainingSets;
import io.alphascope.events.remarks.Workload;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.stepfiles.NpyArray.ElementType;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One step in a folder: {@code step.json}, {@code theta0.npy}, {@code theta1.npy}, {@code
 * gradient.npy} (optional), and its samples, either {@code inputs.npy} and {@code targets.npy}, or
 * {@code indices.npy} into the data set that {@code step.json} names.
 *
 * @param type of the parameters, and of all that is computed
 * @param hasOtherSamples whether batches beside the step's own can be had
 * @param workload what {@code step.json} says was trained
 */
public record StepFolder(
    Step step, ElementType type, BatchSource batches, boolean hasOtherSamples, Workload workload) {

  /**
   * @param catalog opens the data set, if the step refers to one
   * @throws CommandFailure naming the file that is missing or wrong
   */
  public static StepFolder read(Path folder, DatasetCatalog catalog) {
    StepSpecification specification = StepSpecification.read(folder.resolve("step.json"));
    NpyArray theta0 = NpyArray.read(folder.resolve("theta0.npy"));
    if (!theta0.type().isFloating()) {
      throw new CommandFailure(
          "theta0.npy holds integers", "write the parameters as float32 or float64");
    }
    NpyArray theta1 = alike(folder, "theta1.npy", theta0.type());
    ByteBuffer gradient =
        Files.exists(folder.resolve("gradient.npy"))
            ? alike(folder, "gradient.npy", theta0.type()).elements()
            : null;
    try {
      Step step =
          new Step(
              specification.network(),
              specification.loss(),
              theta0.type() == ElementType.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64,
              theta0.elements(),
              theta1.elements(),
              gradient,
              specification.learningRate());
      BatchSource batches =
          specification.dataset().isPresent()
              ? byReference(folder, specification, theta0.type(), catalog)
              : ownAlone(folder, specification, theta0.type());
      return new StepFolder(
          step,
          theta0.type(),
          batches,
          specification.dataset().isPresent(),
          specification.workload());
    } catch (IllegalArgumentException e) {
      throw wrongStep(folder, e);
    }
  }

  /** What does not fit together, in the words of the one who found it. */
  public static CommandFailure wrongStep(Path folder, IllegalArgumentException e) {
    return new CommandFailure(
        "The step in %s cannot be observed".formatted(folder), e.getMessage(), e);
  }

  private static BatchSource ownAlone(
      Path folder, StepSpecification specification, ElementType type) {
    NpyArray inputs = alike(folder, "inputs.npy", type);
    NpyArray targets = NpyArray.read(folder.resolve("targets.npy"));
    Network network = specification.network();
    if (inputs.shape().size() < 2
        || inputs.shape().get(0) < 1
        || inputs.size() != inputs.shape().get(0) * network.inputs()) {
      throw new IllegalArgumentException(
          "inputs.npy: expected shape [n, …] with %d values a sample, the inputs of network %s; found %s"
              .formatted(network.inputs(), network.architecture(), inputs.shape()));
    }
    long samples = inputs.shape().get(0);
    if (targets.shape().isEmpty() || targets.shape().get(0) != samples) {
      throw new IllegalArgumentException(
          "targets.npy: expected the targets of %d samples, as inputs.npy holds; found shape %s"
              .formatted(samples, targets.shape()));
    }
    Batch own = new Batch(inputs.elements(), targets(targets, network));
    own.targets().check(Math.toIntExact(samples), Math.toIntExact(network.outputs()));
    return choice -> {
      if (choice.equals(BatchChoice.own())) {
        return own;
      }
      throw new IllegalArgumentException(
          "a step that brings its own samples has no batch '%s'; name a dataset in step.json and"
                  .formatted(choice)
              + " give indices.npy instead of inputs.npy and targets.npy");
    };
  }

  private static Targets targets(NpyArray targets, Network network) {
    int size = Math.toIntExact(targets.size());
    if (targets.type().isFloating()) {
      long outputs = network.outputs();
      if (!targets.shape().equals(List.of(targets.shape().get(0), outputs))) {
        throw new IllegalArgumentException(
            "targets.npy: expected shape [n, %d] for numbers, found %s"
                .formatted(outputs, targets.shape()));
      }
      double[] values = IntStream.range(0, size).mapToDouble(targets::floating).toArray();
      return Targets.dense(values, Math.toIntExact(outputs));
    }
    if (targets.shape().size() != 1) {
      throw new IllegalArgumentException(
          "targets.npy: expected shape [n] for classes, found " + targets.shape());
    }
    return Targets.labels(integers(targets));
  }

  private static BatchSource byReference(
      Path folder, StepSpecification specification, ElementType type, DatasetCatalog catalog) {
    NpyArray indices = NpyArray.read(folder.resolve("indices.npy"));
    if (indices.type().isFloating() || indices.shape().size() != 1) {
      throw new IllegalArgumentException("indices.npy: expected integers of shape [n]");
    }
    int[] own = integers(indices);
    Dataset dataset = open(specification.dataset().orElseThrow(), catalog);
    checkReference(own, dataset, specification.network());
    DataType dataType = type == ElementType.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64;
    WholeTrainingSets wholeSets = new WholeTrainingSets();
    return choice -> {
      requireChoice(choice, dataset, own);
      return choice.equals(BatchChoice.all())
          ? wholeSets.of(dataset, dataType)
          : ChosenSamples.of(choice, dataset, own, specification.seed(), specification.step())
              .batch(
                  dataType,
                  bytes -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN));
    };
  }

  private static void checkReference(int[] own, Dataset dataset, Network network) {
    if (network.inputs() != dataset.sampleShape().size() || network.outputs() < dataset.classes()) {
      throw new IllegalArgumentException(
          "network %s: expected %d inputs and at least %d outputs, as samples and classes of %s need"
              .formatted(
                  network.architecture(),
                  dataset.sampleShape().size(),
                  dataset.classes(),
                  dataset.name()));
    }
    int size = dataset.size(Split.TRAIN);
    if (own.length == 0) {
      throw new IllegalArgumentException("indices.npy: expected at least one sample, found none");
    }
    for (int index : own) {
      if (index < 0 || index >= size) {
        throw new IllegalArgumentException(
            "indices.npy: expected training samples of %s, 0 to %d; found %d"
                .formatted(dataset.name(), size - 1, index));
      }
    }
  }

  private static void requireChoice(BatchChoice choice, Dataset dataset, int[] own) {
    ChosenSamples.missing(choice, dataset, Arrays.stream(own).distinct().count())
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("batch '%s': %s".formatted(choice, reason));
            });
  }

  private static Dataset open(String name, DatasetCatalog catalog) {
    try {
      return catalog.open(name);
    } catch (DatasetException e) {
      throw new CommandFailure("step.json's data set cannot be used", e.getMessage(), e);
    }
  }

  private static int[] integers(NpyArray array) {
    int[] values = new int[Math.toIntExact(array.size())];
    for (int i = 0; i < values.length; i++) {
      long value = array.integer(i);
      if ((int) value != value) {
        throw new IllegalArgumentException("%d is no class and no index".formatted(value));
      }
      values[i] = (int) value;
    }
    return values;
  }

  private static NpyArray alike(Path folder, String name, ElementType type) {
    NpyArray array = NpyArray.read(folder.resolve(name));
    if (array.type() != type) {
      throw new CommandFailure(
          "%s holds %s, but theta0.npy %s".formatted(name, array.type(), type),
          "write all of them in one floating type");
    }
    return array;
  }
}
