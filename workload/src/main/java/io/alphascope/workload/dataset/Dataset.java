package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/** Samples with class labels, addressed by index from 0 within a {@link Split}. Thread-safe. */
public interface Dataset {

  /** The name that run specifications carry. */
  String name();

  /** Number of samples. */
  int size(Split split);

  /** Shape of one sample, without the batch axis: channels, height, width for images. */
  Shape sampleShape();

  /** Number of classes, C; labels lie in [0, C). */
  int classes();

  /** How raw inputs become what {@link #copyInputs} gives. */
  Normalisation normalisation();

  /**
   * Writes normalised samples in the order of the indices, n × {@code sampleShape().size()} values,
   * and advances the target's position by as many.
   *
   * @throws IndexOutOfBoundsException if an index names no sample; nothing has been written then
   * @throws java.nio.BufferOverflowException if the target is too small
   */
  void copyInputs(Split split, int[] indices, FloatBuffer target);

  /**
   * The labels in the order of the indices.
   *
   * @throws IndexOutOfBoundsException if an index names no sample
   */
  int[] labels(Split split, int[] indices);
}
