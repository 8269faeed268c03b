package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/** The inputs of one split, where they are stored. Thread-safe. */
interface StoredInputs {

  /** Number of samples. */
  int size();

  /** Of one sample. */
  Shape shape();

  /** As {@link Dataset#inputType}. */
  DataType type();

  /**
   * As {@link Dataset#copyInputs}.
   *
   * @param indices of samples that are there
   */
  void copy(int[] indices, ByteBuffer target);
}
