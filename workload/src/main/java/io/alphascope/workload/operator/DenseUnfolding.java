package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import java.util.Optional;

/** Dense layers, {@code Gemm} and {@code MatMul}: x [n, …, in], one group. */
final class DenseUnfolding implements Unfolding {

  @Override
  public NDArray inputs(Call call) {
    if (call.shape(1).dimension() != 2) {
      throw new IllegalArgumentException(
          "weights of %d axes; expected 2".formatted(call.shape(1).dimension()));
    }
    return unfolded(call.jet(0).value());
  }

  @Override
  public NDArray results(Call call, NDArray results) {
    return unfolded(results);
  }

  private static NDArray unfolded(NDArray rows) {
    Shape shape = rows.getShape();
    long width = shape.get(shape.dimension() - 1);
    return Torch.reshape(rows, shape.get(0), 1, shape.size() / (shape.get(0) * width), width);
  }

  @Override
  public boolean isTransposed(Node node) {
    return !node.attributes().flag("transB", false);
  }

  @Override
  public Optional<String> refusal(Node node) {
    boolean plain =
        !node.attributes().flag("transA", false)
            && node.attributes().real("alpha", 1) == 1
            && node.attributes().real("beta", 1) == 1;
    return plain ? Optional.empty() : Optional.of("alpha or beta is not 1, or transA is set");
  }
}
