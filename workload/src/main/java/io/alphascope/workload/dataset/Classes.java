package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import java.util.Arrays;

/**
 * A class for each sample, in memory.
 *
 * @param labels [n], not copied; must not be changed
 */
record Classes(byte[] labels) implements StoredTargets {

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape shape() {
    return new Shape();
  }

  @Override
  public Targets of(int[] indices) {
    return Targets.labels(Arrays.stream(indices).map(index -> labels[index]).toArray());
  }
}
