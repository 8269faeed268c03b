package io.alphascope.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.OutputCurve;
import io.alphascope.curvature.line.SweepOptions;
import io.alphascope.curvature.step.Batch;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.ParameterTensor;
import java.util.List;

/**
 * Samples of a batch that are swept at once, reduced as the whole batch is.
 *
 * @param first the chunk's first sample in the batch
 * @param part the chunk's samples
 */
record Chunk(Batch whole, int first, Batch part) {

  /** The {@code count} samples from {@code first} on, or as many as there are. */
  static Chunk of(Batch whole, int first, int count) {
    int samples = Math.min(count, whole.size() - first);
    return new Chunk(whole, first, samples == whole.size() ? whole : whole.part(first, samples));
  }

  boolean isWhole() {
    return part == whole;
  }

  /**
   * Sweeps these samples along a line.
   *
   * @param moving the tensors in which d counts
   * @param manager of what is made beside the sweep
   * @return to be closed
   */
  LossCurve sweep(
      Line line, Loss loss, List<ParameterTensor> moving, SweepOptions options, NDManager manager) {
    List<NDArray> inputs = part.arrays(line.network(), manager);
    OutputCurve outputs = OutputCurve.sweep(line, inputs, moving, options, manager);
    return LossCurve.of(loss, outputs, part.targets(), shape -> scale(loss, shape));
  }

  /**
   * The factor of the whole batch's reduction.
   *
   * @param outputs their shape for this part
   */
  private double scale(Loss loss, Shape outputs) {
    if (isWhole()) {
      return loss.scale(whole.targets(), outputs);
    }
    if (outputs.dimension() == 0) {
      throw new IllegalStateException("one number for a batch, which cannot be parted");
    }
    return loss.scale(whole.targets(), new Shape(whole.size()).addAll(outputs.slice(1)));
  }

  /**
   * The share of φ(α) of these samples, by running the network.
   *
   * @param scale the factor of the whole batch's reduction
   */
  double lossAt(double alpha, Line line, Loss loss, double scale, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> inputs = part.arrays(line.network(), scope);
      return LossCurve.at(alpha, loss, line, inputs, part.targets(), scale);
    }
  }
}
