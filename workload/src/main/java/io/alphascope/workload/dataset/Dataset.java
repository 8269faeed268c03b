package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.Targets;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** Samples with targets, addressed by index from 0 within a {@link Split}. Thread-safe. */
public interface Dataset {

  /** The name that run specifications carry. */
  String name();

  /** Number of samples; 0 of a split that the data set does not have. */
  int size(Split split);

  /** Shape of one sample, without the batch axis: channels, height, width for images. */
  Shape sampleShape();

  /**
   * What inputs are: {@link DataType#FLOAT32} or {@link DataType#FLOAT64} numbers, or {@link
   * DataType#INT64} indices, such as tokens.
   */
  DataType inputType();

  /**
   * Shape of one sample's target: none for a class, [positions, …] for a class at each position,
   * [C] for C numbers.
   */
  Shape targetShape();

  /**
   * Number of classes, C; labels lie in [0, C), save -100, which stands for none. Empty if the
   * targets are numbers.
   */
  OptionalInt classes();

  /**
   * How raw bytes become what {@link #copyInputs} gives; empty if inputs are stored as they are.
   */
  Optional<Normalisation> normalisation();

  /**
   * Writes samples in the order of the indices, n × {@code sampleShape().size()} elements of {@link
   * #inputType}, and advances the target's position by as many.
   *
   * @param target in native byte order
   * @throws IndexOutOfBoundsException if an index names no sample; nothing has been written then
   * @throws BufferOverflowException if the target is too small
   */
  void copyInputs(Split split, int[] indices, ByteBuffer target);

  /**
   * The same with numbers in the type that a network computes in; indices stay what they are.
   *
   * @param numbers {@link DataType#FLOAT32} or {@link DataType#FLOAT64}
   */
  default void copyInputs(Split split, int[] indices, DataType numbers, ByteBuffer target) {
    if (inputType() == numbers || inputType() == DataType.INT64) {
      copyInputs(split, indices, target);
    } else {
      new NumberConversion(this, numbers).copy(split, indices, target);
    }
  }

  /** What inputs are in a network that computes in a type; see {@link #inputType}. */
  default DataType inputType(DataType numbers) {
    return inputType() == DataType.INT64 ? DataType.INT64 : numbers;
  }

  /**
   * The targets in the order of the indices.
   *
   * @throws IndexOutOfBoundsException if an index names no sample
   */
  Targets targets(Split split, int[] indices);
}
