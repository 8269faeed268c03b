package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A data set put together from what is stored of each split.
 *
 * @param splits the training samples at least; shapes and types are the same in all
 */
record StoredDataset(
    String name,
    OptionalInt classes,
    Optional<Normalisation> normalisation,
    Map<Split, StoredSplit> splits)
    implements Dataset {

  /** As many inputs as targets. */
  record StoredSplit(StoredInputs inputs, StoredTargets targets) {}

  StoredDataset {
    splits = Map.copyOf(splits);
  }

  @Override
  public int size(Split split) {
    return splits.containsKey(split) ? splits.get(split).inputs().size() : 0;
  }

  @Override
  public Shape sampleShape() {
    return splits.get(Split.TRAIN).inputs().shape();
  }

  @Override
  public DataType inputType() {
    return splits.get(Split.TRAIN).inputs().type();
  }

  @Override
  public Shape targetShape() {
    return splits.get(Split.TRAIN).targets().shape();
  }

  @Override
  public void copyInputs(Split split, int[] indices, ByteBuffer target) {
    checkIndices(split, indices);
    long bytes = indices.length * sampleShape().size() * inputType().getNumOfBytes();
    if (bytes > target.remaining()) {
      throw new BufferOverflowException();
    }
    if (indices.length > 0) {
      splits.get(split).inputs().copy(indices, target);
    }
  }

  @Override
  public Targets targets(Split split, int[] indices) {
    checkIndices(split, indices);
    return splits.getOrDefault(split, splits.get(Split.TRAIN)).targets().of(indices);
  }

  private void checkIndices(Split split, int[] indices) {
    int size = size(split);
    for (int index : indices) {
      if (index < 0 || index >= size) {
        throw new IndexOutOfBoundsException(
            "expected %s sample indices of %s between 0 and %d, found %d"
                .formatted(split, name, size - 1, index));
      }
    }
  }

  /** Every opening is a data set of its own, whose files may have changed. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
