package io.alphascope.local.stepfiles;

import com.google.protobuf.Timestamp;
import io.alphascope.events.BatchData;
import io.alphascope.events.RunIds;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.dataset.DatasetCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A step in files as the event that its trainer would have published. */
public final class StepEvent {
  private StepEvent() {}

  /**
   * Reads a folder as {@link StepFolder} does.
   *
   * @param named the run, if not {@code step.json}'s
   * @param catalog opens the data set, if the step refers to one
   * @throws CommandFailure naming what is missing or wrong
   */
  public static StepTaken read(
      Path folder, Optional<String> named, DatasetCatalog catalog, Instant now) {
    StepFolder.read(folder, catalog); // refuses what cannot be observed
    StepSpecification specification = StepSpecification.read(folder.resolve("step.json"));
    String run = run(named.or(specification::run));
    RunSpecification.Builder described =
        RunSpecification.newBuilder()
            .setNetwork(specification.network().architecture())
            .setActivation(specification.network().activation().toString())
            .setLoss(specification.loss().kind().toString())
            .setReduction(specification.loss().reduction().toString());
    specification.seed().ifPresent(described::setSeed);
    specification.dataset().ifPresent(described::setDataset);
    StepTaken.Builder step =
        StepTaken.newBuilder()
            .setRun(run)
            .setStep(specification.step())
            .setTime(
                Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
            .setLearningRate(specification.learningRate())
            .setTheta0(flat(folder, "theta0.npy"))
            .setTheta1(flat(folder, "theta1.npy"));
    specification.epoch().ifPresent(step::setEpoch);
    if (Files.exists(folder.resolve("gradient.npy"))) {
      step.setGradient(flat(folder, "gradient.npy"));
    }
    if (specification.dataset().isPresent()) {
      step.setSampleIndices(indices(NpyArray.read(folder.resolve("indices.npy"))));
    } else {
      step.setBatchData(batch(folder));
    }
    return step.setSpecification(described).build();
  }

  private static String run(Optional<String> named) {
    String run =
        named.orElseThrow(
            () ->
                new CommandFailure(
                    "The step belongs to no run", "name it with --run or in step.json"));
    if (!RunIds.isValid(run)) {
      throw new CommandFailure(
          "No run can be called '%s'".formatted(run),
          "name it with --run or in step.json: " + RunIds.EXPECTED);
    }
    return run;
  }

  private static BatchData batch(Path folder) {
    NpyArray inputs = NpyArray.read(folder.resolve("inputs.npy"));
    NpyArray targets = NpyArray.read(folder.resolve("targets.npy"));
    if (targets.type().isFloating() && targets.type() != inputs.type()) {
      throw new CommandFailure(
          "targets.npy holds %s, but inputs.npy %s".formatted(targets.type(), inputs.type()),
          "write both in one floating type, or classes as integers");
    }
    return BatchData.newBuilder()
        .setInputs(tensor(inputs))
        .setTargets(targets.type().isFloating() ? tensor(targets) : classes(targets))
        .build();
  }

  private static Tensor flat(Path folder, String name) {
    NpyArray array = NpyArray.read(folder.resolve(name));
    return Tensors.of(elementType(array), array.elements(), array.size());
  }

  private static Tensor tensor(NpyArray array) {
    return Tensors.of(
        elementType(array),
        array.elements(),
        array.shape().stream().mapToLong(Long::longValue).toArray());
  }

  private static Tensor.ElementType elementType(NpyArray array) {
    return array.type() == NpyArray.ElementType.FLOAT32
        ? Tensor.ElementType.FLOAT32
        : Tensor.ElementType.FLOAT64;
  }

  private static Tensor classes(NpyArray array) {
    long[] classes = new long[Math.toIntExact(array.size())];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = array.integer(i);
    }
    return Tensors.of(classes, classes.length);
  }

  private static SampleIndices indices(NpyArray array) {
    SampleIndices.Builder indices = SampleIndices.newBuilder();
    for (int i = 0; i < array.size(); i++) {
      indices.addIndex(Math.toIntExact(array.integer(i)));
    }
    return indices.build();
  }
}
