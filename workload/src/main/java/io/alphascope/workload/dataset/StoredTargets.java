package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;

/** The targets of one split, where they are stored. Thread-safe. */
interface StoredTargets {

  /** Number of samples. */
  int size();

  /** As {@link Dataset#targetShape}. */
  Shape shape();

  /**
   * @param indices of samples that are there
   */
  Targets of(int[] indices);
}
