package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.LossCurve;
import java.util.Optional;

/**
 * An operator's curvature on one batch, put together from the sweeps of its blocks and of the
 * chunks that a large batch is cut into. All blocks of a chunk come before the next chunk.
 */
public interface BatchCurvature {

  /**
   * Takes one block on one chunk.
   *
   * @param curve along the block's part of d, with the factor of the whole batch's reduction;
   *     closed by the caller
   * @param first the chunk's first sample in the batch
   */
  void add(LossCurve curve, int first);

  /** dᵀBd, when all has been added. */
  double value();

  /**
   * The samples' shares kᵢ of it, [n], not a copy: dᵀBd = s Σᵢ kᵢ, s the factor of the reduction;
   * empty if it is not a sum over samples, and so has no spread.
   */
  Optional<double[]> terms();
}
