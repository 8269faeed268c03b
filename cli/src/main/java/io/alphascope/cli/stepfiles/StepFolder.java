package io.alphascope.cli.stepfiles;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvature.step.Draws;
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
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One step in a folder: {@code step.json}, {@code theta0.npy}, {@code theta1.npy}, {@code
 * gradient.npy} (optional), and its samples, either {@code inputs.npy} and {@code targets.npy}, or
 * {@code indices.npy} into the data set that {@code step.json} names.
 *
 * @param batches refuse choices that cannot be had
 */
public record StepFolder(
    Step step, BatchSource batches, StepSpecification specification, StepArrays arrays) {

  /**
   * @param catalog opens the data set, if the step refers to one
   * @throws CommandFailure naming the file that is missing or wrong
   */
  public static StepFolder read(Path folder, DatasetCatalog catalog) {
    StepSpecification specification = StepSpecification.read(folder.resolve("step.json"));
    try {
      StepArrays arrays = StepArrays.read(folder, specification);
      Step step =
          new Step(
              specification.network(),
              specification.loss(),
              dataType(arrays.type()),
              arrays.theta0().elements(),
              arrays.theta1().elements(),
              arrays.gradient().map(NpyArray::elements).orElse(null),
              OptionalDouble.of(specification.learningRate()),
              new Draws(specification.seed().orElse(0L), specification.step()),
              OptionalDouble.empty());
      BatchSource batches =
          arrays
              .carried()
              .map(own -> ownAlone(own, specification))
              .orElseGet(() -> byReference(specification, arrays, step.dataType(), catalog));
      return new StepFolder(step, batches, specification, arrays);
    } catch (IllegalArgumentException e) {
      throw wrongStep(folder, e);
    }
  }

  /** Of all that is computed. */
  public ElementType type() {
    return arrays.type();
  }

  /** Whether batches beside the step's own can be had. */
  public boolean hasOtherSamples() {
    return arrays.indices().isPresent();
  }

  /** What {@code step.json} says was trained. */
  public Workload workload() {
    return Workload.of(specification.described());
  }

  private static DataType dataType(ElementType type) {
    return type == ElementType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
  }

  /** What does not fit together, in the words of the check that found it. */
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
      default -> new Batch.Input(dataType(array.type()), shape, array.elements());
    };
  }

  private static Targets targets(NpyArray targets) {
    Shape shape = new Shape(targets.shape());
    if (!targets.type().isFloating()) {
      return Targets.labels(ArrayFile.integers(targets, "targets.npy"), shape);
    }
    double[] values = IntStream.range(0, targets.size()).mapToDouble(targets::floating).toArray();
    return Targets.dense(values, shape);
  }

  private static BatchSource byReference(
      StepSpecification specification,
      StepArrays arrays,
      DataType dataType,
      DatasetCatalog catalog) {
    int[] own = ArrayFile.integers(arrays.indices().orElseThrow(), "indices.npy");
    Dataset dataset = open(specification.dataset().orElseThrow(), catalog);
    checkReference(own, dataset, specification.network());
    Shape inputs = new Shape(own.length).addAll(dataset.sampleShape());
    specification
        .loss()
        .check(
            dataset.targets(Split.TRAIN, own),
            specification.network().outputShape(List.of(inputs)));
    WholeTrainingSets wholeSets = new WholeTrainingSets();
    return choice -> {
      ChosenSamples.missing(choice, dataset, Arrays.stream(own).distinct().count(), dataType)
          .ifPresent(
              reason -> {
                throw new IllegalArgumentException("batch '%s': %s".formatted(choice, reason));
              });
      return choice.equals(BatchChoice.all())
          ? wholeSets.of(dataset, dataType)
          : ChosenSamples.of(
                  choice, dataset, own, specification.seed().orElse(0L), specification.step())
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

  private static Dataset open(String name, DatasetCatalog catalog) {
    try {
      return catalog.open(name);
    } catch (DatasetException e) {
      throw new CommandFailure("step.json's data set cannot be used", e.getMessage(), e);
    }
  }
}
