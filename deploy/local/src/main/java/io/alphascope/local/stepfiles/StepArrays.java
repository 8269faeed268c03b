package io.alphascope.local.stepfiles;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import io.alphascope.workload.npy.NpyContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The arrays of one step, all that is floating in one type: the widest among the files, so that
 * nothing is rounded.
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
   * @param inputs [n, …]
   * @param targets INT64 classes, [n] or [n, …], or numbers, [n, C]
   */
  record Carried(NpyArray inputs, NpyArray targets) {}

  /**
   * @throws CommandFailure naming a file that is missing or holds something else
   * @throws IllegalArgumentException naming a file of another shape
   */
  static StepArrays read(Path folder, StepSpecification specification) {
    NpyArray theta0 = ArrayFile.read(folder.resolve("theta0.npy"), NpyContent.NUMBERS);
    NpyArray theta1 = ArrayFile.read(folder.resolve("theta1.npy"), NpyContent.NUMBERS);
    Path gradientFile = folder.resolve("gradient.npy");
    Optional<NpyArray> gradient =
        Files.exists(gradientFile)
            ? Optional.of(ArrayFile.read(gradientFile, NpyContent.NUMBERS))
            : Optional.empty();
    Optional<Carried> carried = Optional.empty();
    Optional<NpyArray> indices = Optional.empty();
    if (specification.dataset().isPresent()) {
      indices = Optional.of(indices(folder.resolve("indices.npy")));
    } else {
      carried = Optional.of(carried(folder, specification));
    }
    ElementType type =
        Stream.of(
                    Stream.of(theta0, theta1),
                    gradient.stream(),
                    carried.stream().flatMap(own -> Stream.of(own.inputs(), own.targets())))
                .flatMap(arrays -> arrays)
                .anyMatch(array -> array.type() == ElementType.FLOAT64)
            ? ElementType.FLOAT64
            : ElementType.FLOAT32;
    return new StepArrays(
        type,
        theta0.in(type),
        theta1.in(type),
        gradient.map(array -> array.in(type)),
        carried.map(own -> in(type, own)),
        indices);
  }

  private static Carried in(ElementType type, Carried own) {
    NpyArray targets = own.targets();
    return new Carried(
        own.inputs().in(type), targets.type().isFloating() ? targets.in(type) : targets);
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
    NpyArray inputs = ArrayFile.read(folder.resolve("inputs.npy"), NpyContent.NUMBERS);
    NpyArray targets = ArrayFile.read(folder.resolve("targets.npy"), NpyContent.TARGETS);
    if (network.inputs() == 1) {
      inputs = row(inputs);
    }
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
    return new Carried(
        inputs,
        targets.type().isFloating() ? numbers(targets, network) : classes(targets, specification));
  }

  private static NpyArray numbers(NpyArray targets, Network network) {
    long outputs = network.outputs();
    NpyArray numbers = outputs == 1 ? row(targets) : targets;
    if (!numbers.shape().equals(List.of(numbers.shape().get(0), outputs))) {
      throw new IllegalArgumentException(
          "targets.npy: expected shape [n, %d] for numbers, found %s; write classes with"
                  .formatted(outputs, targets.shape())
              + " numpy.save('targets.npy', a.astype(numpy.int64))");
    }
    return numbers;
  }

  /** Whether their shape fits, the loss tells. */
  private static NpyArray classes(NpyArray targets, StepSpecification specification) {
    long outputs = specification.network().outputs();
    if (specification.loss().kind() == Loss.Kind.BINARY_CROSS_ENTROPY) {
      return outputs == 1 ? row(targets) : targets;
    }
    if (outputs == 1) {
      throw new IllegalArgumentException(
          "targets.npy: holds classes, of which a network with a single output has none; write"
              + " numbers with numpy.save('targets.npy', a.astype(numpy.float32))");
    }
    if (targets.shape().equals(List.of(targets.shape().get(0), outputs))) {
      throw new IllegalArgumentException(
          "targets.npy: expected shape [n] for classes, found %s; write rows of numbers with"
                  .formatted(targets.shape())
              + " numpy.save('targets.npy', a.astype(numpy.float32))");
    }
    return column(targets);
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
