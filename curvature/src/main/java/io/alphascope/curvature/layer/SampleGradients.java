package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.operator.Call;

/** Derivatives in a parameter, sample by sample, from those in a layer's results. */
final class SampleGradients {

  private SampleGradients() {}

  /**
   * @param derivatives in the node's results, [n, …]
   * @return [n, size of the parameter]
   */
  static NDArray of(ParameterUse use, Call call, NDArray derivatives) {
    if (use.kind() != ParameterUse.Kind.WEIGHT) {
      return use.shifts(call, derivatives);
    }
    NDArray results = use.results(call, derivatives); // [n, G, T, out]
    return use.asHeld(Torch.matmul(Torch.permute(results, 0, 1, 3, 2), use.inputs(call)));
  }
}
