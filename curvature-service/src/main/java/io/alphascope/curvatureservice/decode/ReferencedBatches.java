package io.alphascope.curvatureservice.decode;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvature.step.WholeTrainingSets;
import io.alphascope.workload.dataset.Dataset;
import java.util.Arrays;
import java.util.Optional;

/**
 * Batches rebuilt from a data set: the step's own from its indices, others drawn from the data set.
 *
 * @param own the step's training samples, valid indices
 * @param type of the step's vectors
 * @param seed the run's
 */
record ReferencedBatches(
    Dataset dataset,
    int[] own,
    DataType type,
    long seed,
    long step,
    InputBuffers buffers,
    WholeTrainingSets wholeSets)
    implements StepBatches {

  @Override
  public Optional<String> missing(BatchChoice choice) {
    return ChosenSamples.missing(choice, dataset, Arrays.stream(own).distinct().count(), type);
  }

  @Override
  public Batch batch(BatchChoice choice) {
    return choice.equals(BatchChoice.all())
        ? wholeSets.of(dataset, type)
        : ChosenSamples.of(choice, dataset, own, seed, step).batch(type, buffers::take);
  }
}
