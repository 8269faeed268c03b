package io.alphascope.curvature.operator;

import io.alphascope.workload.network.ParameterTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An operator's curvature on one batch, put together from the sweeps of its blocks and of the
 * chunks that a large batch is cut into. All blocks of a chunk come before the next chunk.
 */
public interface BatchCurvature extends AutoCloseable {

  /** Takes one block on one chunk. */
  void add(Part part);

  /** Keeps the numbers that make up the matrix, where it has such: before the first part. */
  default void keepArrays() {}

  /** What was kept, when it is complete. */
  default List<NamedArray> arrays() {
    return List.of();
  }

  /** Puts together what has been added: after the last block of the last chunk. */
  default void complete() {}

  /** dᵀBd, when it is complete. */
  double value();

  /**
   * dᵀBd of each block, by the tensors that move in it, when it is complete; they sum to {@link
   * #value}. Empty if it does not know its blocks apart.
   */
  default Map<Set<ParameterTensor>, Double> blocks() {
    return Map.of();
  }

  /**
   * The samples' shares kᵢ of it, [n], not a copy: dᵀBd = s Σᵢ kᵢ, s the factor of the reduction;
   * empty if it is not a sum over samples, and so has no spread.
   */
  Optional<double[]> terms();

  /** Frees what it holds. */
  @Override
  default void close() {}
}
