package io.alphascope.cli.stepfiles;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvature.step.Step;
import io.alphascope.curvature.step.WholeTrainingSets;
import io.alphascope.events.remarks.Workload;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.dataset.Misfit;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One step in a folder: {@code step.json}, {@code theta0.npy}, {@code theta1.npy}, {@code
 * gradient.npy} (optional), and its samples, either {@code inputs.npy} and {@code targets.npy}, or
 * {@code indices.npy} into the data set that {@code step.json} names.
 *
 * @param type of all that is computed, {@link StepArrays#type}
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
    return of(folder, specification, arrays(folder, specification), catalog);
  }

  /** The arrays, refused in the words of this class. */
  static StepArrays arrays(Path folder, StepSpecification specification) {
    try {
      return StepArrays.read(folder, specification);
    } catch (IllegalArgumentException e) {
      throw wrongStep(folder, e);
    }
  }

  static StepFolder of(
      Path folder, StepSpecification specification, StepArrays arrays, DatasetCatalog catalog) {
    DataType type = arrays.type() == ElementType.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64;
    try {
      Step step =
          new Step(
              specification.network(),
              specification.loss(),
              type,
              arrays.theta0().elements(),
              arrays.theta1().elements(),
              arrays.gradient().map(NpyArray::elements).orElse(null),
              specification.learningRate());
      BatchSource batches =
          arrays
              .carried()
              .map(own -> ownAlone(own, specification))
              .orElseGet(() -> byReference(specification, arrays, type, catalog));
      return new StepFolder(
          step, arrays.type(), batches, arrays.indices().isPresent(), specification.workload());
    } catch (IllegalArgumentException e) {
      throw wrongStep(folder, e);
    }
  }

  /** What does not fit together, in the words of the one who found it. */
  public static CommandFailure wrongStep(Path folder, IllegalArgumentException e) {
    return new CommandFailure(
        "The step in %s cannot be observed".formatted(folder), e.getMessage(), e);
  }

  private static BatchSource ownAlone(StepArrays.Carried carried, StepSpecification specification) {
    Network network = specification.network();
    List<Batch.Input> inputs = new ArrayList<>();
    for (int i = 0; i < carried.inputs().size(); i++) {
      inputs.add(input(network.inputs().get(i), carried.inputs().get(i)));
    }
    Targets targets =
        carried.targets().map(StepFolder::targets).orElseGet(() -> Targets.none(carried.samples()));
    Batch own = new Batch(inputs, targets, carried.samples());
    specification
        .loss()
        .check(targets, network.outputShape(inputs.stream().map(Batch.Input::shape).toList()));
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

  private static Batch.Input input(GraphInput input, NpyArray array) {
    Shape shape = new Shape(array.shape());
    return switch (input.type()) {
      case INT64 -> new Batch.Input(DataType.INT64, shape, array.elements());
      case BOOLEAN -> new Batch.Input(DataType.BOOLEAN, shape, array.truths());
      default ->
          new Batch.Input(
              array.type() == ElementType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32,
              shape,
              array.elements());
    };
  }

  private static Targets targets(NpyArray targets) {
    Shape shape = new Shape(targets.shape());
    if (!targets.type().isFloating()) {
      return Targets.labels(integers(targets, "targets.npy"), shape);
    }
    double[] values = IntStream.range(0, targets.size()).mapToDouble(targets::floating).toArray();
    return Targets.dense(values, shape);
  }

  private static BatchSource byReference(
      StepSpecification specification,
      StepArrays arrays,
      DataType dataType,
      DatasetCatalog catalog) {
    int[] own = integers(arrays.indices().orElseThrow(), "indices.npy");
    Dataset dataset = open(specification.dataset().orElseThrow(), catalog);
    checkReference(own, dataset, specification.network());
    specification
        .loss()
        .check(
            dataset.targets(Split.TRAIN, own),
            specification
                .network()
                .outputShape(List.of(new Shape(own.length).addAll(dataset.sampleShape()))));
    WholeTrainingSets wholeSets = new WholeTrainingSets();
    return choice -> {
      requireChoice(choice, dataset, own, dataType);
      return choice.equals(BatchChoice.all())
          ? wholeSets.of(dataset, dataType)
          : ChosenSamples.of(
                  choice, dataset, own, specification.seed().orElse(0), specification.step())
              .batch(
                  dataType,
                  bytes -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN));
    };
  }

  private static void checkReference(int[] own, Dataset dataset, Network network) {
    Misfit.of(dataset, network.inputs(), network.outputs())
        .ifPresent(
            misfit -> {
              throw new IllegalArgumentException(
                  "network %s: expected %s, found %s"
                      .formatted(network.name(), misfit.expected(), misfit.found()));
            });
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

  private static void requireChoice(BatchChoice choice, Dataset dataset, int[] own, DataType type) {
    ChosenSamples.missing(choice, dataset, Arrays.stream(own).distinct().count(), type)
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

  private static int[] integers(NpyArray array, String name) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      long value = array.integer(i);
      if ((int) value != value) {
        throw new IllegalArgumentException(
            "%s: %d, element %d, is no class and no index".formatted(name, value, i));
      }
      values[i] = (int) value;
    }
    return values;
  }
}
