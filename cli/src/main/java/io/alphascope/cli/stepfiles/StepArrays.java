package io.alphascope.cli.stepfiles;

import ai.djl.ndarray.types.Shape;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import io.alphascope.workload.npy.NpyContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The arrays of one step, all floating-point numbers in one type: the widest among the files, so
 * that none is rounded.
 *
 * @param type FLOAT32, or FLOAT64 if one of the files is
 * @param theta0 and {@code theta1}, {@code gradient}: of any shape; checked by whoever takes them
 * @param carried the step's own samples; empty if it refers to a data set
 * @param indices [n], of samples of the data set; empty if the step carries its samples
 */
record StepArrays(
    ElementType type,
    NpyArray theta0,
    NpyArray theta1,
    Optional<NpyArray> gradient,
    Optional<Carried> carried,
    Optional<NpyArray> indices) {

  /**
   * Samples of any kind.
   *
   * @param inputs in the order of the network's, [n, …] each
   * @param targets [n, …] INT64 classes, or numbers; empty where the graph computes the loss
   */
  record Carried(List<NpyArray> inputs, Optional<NpyArray> targets) {

    Stream<NpyArray> arrays() {
      return Stream.concat(inputs.stream(), targets.stream());
    }

    int samples() {
      return Math.toIntExact(inputs.get(0).shape().get(0));
    }

    private Carried in(ElementType type) {
      return new Carried(
          inputs.stream().map(array -> widened(array, type)).toList(),
          targets.map(array -> widened(array, type)));
    }

    private static NpyArray widened(NpyArray array, ElementType type) {
      return array.type().isFloating() ? array.in(type) : array;
    }
  }

  /**
   * @throws CommandFailure naming a file that is missing or holds something else
   * @throws IllegalArgumentException naming a file of another shape
   */
  static StepArrays read(Path folder, StepSpecification specification) {
    NpyArray theta0 = ArrayFile.read(folder.resolve("theta0.npy"), NpyContent.NUMBERS);
    NpyArray theta1 = ArrayFile.read(folder.resolve("theta1.npy"), NpyContent.NUMBERS);
    Optional<NpyArray> gradient =
        Optional.of(folder.resolve("gradient.npy"))
            .filter(Files::exists)
            .map(file -> ArrayFile.read(file, NpyContent.NUMBERS));
    Optional<NpyArray> indices =
        specification.dataset().map(name -> indices(folder.resolve("indices.npy")));
    Optional<Carried> carried =
        indices.isPresent() ? Optional.empty() : Optional.of(carried(folder, specification));
    ElementType type =
        Stream.of(
                    Stream.of(theta0, theta1),
                    gradient.stream(),
                    carried.stream().flatMap(Carried::arrays))
                .flatMap(Function.identity())
                .anyMatch(array -> array.type() == ElementType.FLOAT64)
            ? ElementType.FLOAT64
            : ElementType.FLOAT32;
    return new StepArrays(
        type,
        theta0.in(type),
        theta1.in(type),
        gradient.map(array -> array.in(type)),
        carried.map(own -> own.in(type)),
        indices);
  }

  private static NpyArray indices(Path file) {
    NpyArray indices = column(ArrayFile.read(file, NpyContent.INDICES));
    if (indices.shape().size() != 1) {
      throw new IllegalArgumentException(
          "indices.npy: expected shape [n], found " + indices.shape());
    }
    return indices;
  }

  private static Carried carried(Path folder, StepSpecification specification) {
    Network network = specification.network();
    List<NpyArray> inputs = inputs(folder, network);
    Shape outputs =
        network.outputShape(inputs.stream().map(array -> new Shape(array.shape())).toList());
    if (specification.loss().kind() == Loss.Kind.GRAPH) {
      return new Carried(inputs, Optional.empty());
    }
    NpyArray targets = ArrayFile.read(folder.resolve("targets.npy"), NpyContent.TARGETS);
    long samples = inputs.get(0).shape().get(0);
    if (targets.shape().isEmpty() || targets.shape().get(0) != samples) {
      throw new IllegalArgumentException(
          "targets.npy: expected targets of %d samples, as many as there are inputs; found shape %s"
              .formatted(samples, targets.shape()));
    }
    return new Carried(
        inputs,
        Optional.of(
            targets.type().isFloating()
                ? numbers(targets, outputs)
                : classes(targets, specification.loss(), outputs)));
  }

  /** Of a network with one input {@code inputs.npy}, else {@code inputs-NAME.npy} each. */
  private static List<NpyArray> inputs(Path folder, Network network) {
    List<NpyArray> inputs = new ArrayList<>();
    for (GraphInput input : network.inputs()) {
      String name =
          network.inputs().size() == 1 ? "inputs.npy" : "inputs-%s.npy".formatted(input.name());
      NpyArray array =
          ArrayFile.read(
              folder.resolve(name),
              input.type().isFloating() ? NpyContent.NUMBERS : NpyContent.INTEGERS);
      if (input.shape() != null && input.shape().length == 2 && input.shape()[1] == 1) {
        array = row(array);
      }
      try {
        input.fit(new Shape(array.shape()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("%s, input %s".formatted(name, e.getMessage()), e);
      }
      if (!inputs.isEmpty() && !array.shape().get(0).equals(inputs.get(0).shape().get(0))) {
        throw new IllegalArgumentException(
            "%s: expected %d samples, as the first input has; found shape %s"
                .formatted(name, inputs.get(0).shape().get(0), array.shape()));
      }
      inputs.add(array);
    }
    return inputs;
  }

  private static NpyArray numbers(NpyArray targets, Shape outputs) {
    NpyArray numbers = isColumn(outputs) ? row(targets) : targets;
    if (!new Shape(numbers.shape()).equals(outputs)) {
      throw new IllegalArgumentException(
          "targets.npy: expected shape %s for numbers, found %s; write classes with"
                  .formatted(Arrays.toString(outputs.getShape()), targets.shape())
              + " numpy.save('targets.npy', a.astype(numpy.int64))");
    }
    return numbers;
  }

  /** Whether their shape fits is checked by the loss. */
  private static NpyArray classes(NpyArray targets, Loss loss, Shape outputs) {
    if (loss.kind() == Loss.Kind.BINARY_CROSS_ENTROPY) {
      return isColumn(outputs) ? row(targets) : targets;
    }
    if (isColumn(outputs)) {
      throw new IllegalArgumentException(
          "targets.npy: holds classes, but a network with a single output has no classes; write"
              + " numbers with numpy.save('targets.npy', a.astype(numpy.float32))");
    }
    if (outputs.dimension() == 2 && new Shape(targets.shape()).equals(outputs)) {
      throw new IllegalArgumentException(
          "targets.npy: expected shape [n] for classes, found %s; write rows of numbers with"
                  .formatted(targets.shape())
              + " numpy.save('targets.npy', a.astype(numpy.float32))");
    }
    return column(targets);
  }

  private static boolean isColumn(Shape outputs) {
    return outputs.dimension() == 2 && outputs.get(1) == 1;
  }

  /** [n, 1] as [n]; any other shape as it is. */
  private static NpyArray column(NpyArray array) {
    List<Long> shape = array.shape();
    return shape.size() == 2 && shape.get(1) == 1 ? array.reshaped(List.of(shape.get(0))) : array;
  }

  /** [n] as [n, 1]; any other shape as it is. */
  private static NpyArray row(NpyArray array) {
    List<Long> shape = array.shape();
    return shape.size() == 1 ? array.reshaped(List.of(shape.get(0), 1L)) : array;
  }
}
