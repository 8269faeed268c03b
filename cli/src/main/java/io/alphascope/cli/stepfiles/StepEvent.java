package io.alphascope.cli.stepfiles;

import ai.djl.ndarray.types.DataType;
import io.alphascope.events.BatchData;
import io.alphascope.events.NamedTensor;
import io.alphascope.events.RunIds;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.events.Timestamps;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.npy.NpyArray;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A step in files as the event that its trainer would have published. */
public final class StepEvent {

  private StepEvent() {}

  /**
   * @param named the run, if not {@code step.json}'s
   * @throws CommandFailure if no valid run is named
   */
  public static StepTaken of(StepFolder folder, Optional<String> named, Instant now) {
    StepSpecification specification = folder.specification();
    StepArrays arrays = folder.arrays();
    StepTaken.Builder step =
        StepTaken.newBuilder()
            .setRun(run(named.or(specification::run)))
            .setSpecification(specification.described())
            .setStep(specification.step())
            .setTime(Timestamps.of(now))
            .setLearningRate(specification.learningRate())
            .setTheta0(flat(arrays.theta0()))
            .setTheta1(flat(arrays.theta1()));
    specification.epoch().ifPresent(step::setEpoch);
    specification.parameterDistance().ifPresent(step::setParameterDistance);
    arrays.gradient().ifPresent(gradient -> step.setGradient(flat(gradient)));
    arrays.indices().ifPresent(indices -> step.setSampleIndices(indices(indices)));
    arrays
        .carried()
        .ifPresent(carried -> step.setBatchData(batch(carried, specification.network())));
    return step.build();
  }

  private static String run(Optional<String> named) {
    String run =
        named.orElseThrow(
            () ->
                new CommandFailure(
                    "No run is given for the step", "name it with --run or in step.json"));
    if (!RunIds.isValid(run)) {
      throw new CommandFailure(
          "No run can be called '%s'".formatted(run),
          "name it with --run or in step.json: " + RunIds.EXPECTED);
    }
    return run;
  }

  private static BatchData batch(StepArrays.Carried carried, Network network) {
    BatchData.Builder batch = BatchData.newBuilder();
    carried.targets().ifPresent(targets -> batch.setTargets(tensor(targets)));
    if (network.inputs().size() == 1 && network.inputs().get(0).type().isFloating()) {
      return batch.setInputs(tensor(carried.inputs().get(0))).build();
    }
    for (int i = 0; i < carried.inputs().size(); i++) {
      GraphInput input = network.inputs().get(i);
      NpyArray array = carried.inputs().get(i);
      batch.addNamedInputs(
          NamedTensor.newBuilder()
              .setName(input.name())
              .setTensor(
                  input.type() == DataType.BOOLEAN
                      ? Tensors.of(Tensor.ElementType.BOOL, array.truths(), lengths(array))
                      : tensor(array)));
    }
    return batch.build();
  }

  private static long[] lengths(NpyArray array) {
    return array.shape().stream().mapToLong(Long::longValue).toArray();
  }

  private static Tensor flat(NpyArray array) {
    return Tensors.of(elementType(array), array.elements(), array.size());
  }

  private static Tensor tensor(NpyArray array) {
    return Tensors.of(elementType(array), array.elements(), lengths(array));
  }

  private static Tensor.ElementType elementType(NpyArray array) {
    return switch (array.type()) {
      case FLOAT32 -> Tensor.ElementType.FLOAT32;
      case FLOAT64 -> Tensor.ElementType.FLOAT64;
      case INT64 -> Tensor.ElementType.INT64;
    };
  }

  private static SampleIndices indices(NpyArray array) {
    int[] indices = ArrayFile.integers(array, "indices.npy");
    return SampleIndices.newBuilder().addAllIndex(Arrays.stream(indices).boxed().toList()).build();
  }
}
