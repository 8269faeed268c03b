package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.network.ParameterTensor;

/** Derivatives in the rows of a matrix from those in rows that were chosen from it. */
final class Lookup {

  private Lookup() {}

  /**
   * Of an embedding, sample by sample.
   *
   * @param tensor [V, …]
   * @param positions which of the V rows, [n, …]; negative: from the end
   * @param derivatives in the rows, [n, …, …]
   * @return [n, size of the tensor]
   */
  static NDArray gradients(ParameterTensor tensor, NDArray positions, NDArray derivatives) {
    long samples = derivatives.getShape().get(0);
    long rows = tensor.shape().get(0);
    long width = tensor.size() / rows;
    NDArray wanted = Torch.reshape(positions.toType(DataType.INT64, true), samples, -1);
    NDArray own = Torch.where(wanted.lt(0), wanted.add(rows), wanted);
    NDArray first =
        Torch.reshape(
            derivatives.getManager().arange(0, (int) samples, 1, DataType.INT64).mul(rows),
            samples,
            1);
    NDArray flat = Torch.reshape(own.add(first), -1);
    NDArray sums = sum(samples * rows, flat, Torch.reshape(derivatives, -1, width));
    return Torch.reshape(sums, samples, tensor.size());
  }

  /**
   * Rows added up by the place where each belongs.
   *
   * @param places of the rows, [m]
   * @param rows [m, width]
   * @return [count, width]
   */
  static NDArray sum(long count, NDArray places, NDArray rows) {
    Shape shape = new Shape(count, rows.getShape().get(1));
    NDArray leaf = Autograd.leaf(rows.getManager().zeros(shape, rows.getDataType()));
    try (Autograd recording = Autograd.recording()) {
      Autograd.backward(Torch.rows(leaf, places), rows.duplicate(), false);
    }
    return Autograd.gradient(leaf);
  }
}
