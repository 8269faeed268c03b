package io.alphascope.curvatureservice.decode;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvature.step.WholeTrainingSets;
import io.alphascope.workload.dataset.Dataset;
import java.util.Arrays;
import java.util.Optional;

/** Batches rebuilt from a data set: the step's own from its indices, others drawn beside them. */
final class ReferencedBatches implements StepBatches {

  private final Dataset dataset;
  private final int[] own;
  private final DataType type;
  private final long seed;
  private final long step;
  private final InputBuffers buffers;
  private final WholeTrainingSets wholeSets;

  /**
   * @param own the step's training samples, valid indices
   * @param type of the step's vectors
   * @param seed the run's
   */
  ReferencedBatches(
      Dataset dataset,
      int[] own,
      DataType type,
      long seed,
      long step,
      InputBuffers buffers,
      WholeTrainingSets wholeSets) {
    this.dataset = dataset;
    this.own = own;
    this.type = type;
    this.seed = seed;
    this.step = step;
    this.buffers = buffers;
    this.wholeSets = wholeSets;
  }

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
