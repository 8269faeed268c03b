package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.function.UnaryOperator;

/** Matrix products. */
final class Products {

  static final List<Operator> OPERATORS =
      List.of(
          single("Gemm", BILINEAR, Products::gemm, "alpha", "beta", "transA", "transB")
              .keeping(Products::gemmRows)
              .unfolding(new DenseUnfolding()),
          single("MatMul", BILINEAR, Products::matmul)
              .keeping(Rows.OF_MATRICES)
              .unfolding(new DenseUnfolding()));

  private Products() {}

  private static Rows gemmRows(Node node) {
    return node.attributes().flag("transA", false) ? Rows.MIXED : Rows.OF_FIRST;
  }

  static Jet matmul(Call call) {
    return call.taylor().bilinear(call.jet(0), call.jet(1), Torch::matmul);
  }

  /** y = α A B + β C. */
  static Jet gemm(Call call) {
    Taylor taylor = call.taylor();
    boolean transposed = call.attributes().flag("transB", false);
    Jet a = taylor.scale(call.jet(0), call.attributes().real("alpha", 1));
    if (call.attributes().flag("transA", false)) {
      a = taylor.linear(a, Products::transpose);
    }
    Jet c = call.jetOrNull(2);
    if (c != null) {
      c = taylor.scale(c, call.attributes().real("beta", 1));
    }
    return linear(taylor, a, call.jet(1), c, transposed);
  }

  /**
   * y = x wᵀ + b: y₁ = x₁ wᵀ + x w₁ᵀ + b₁, y₂ = x₂ wᵀ + x₁ w₁ᵀ + x w₂ᵀ + b₂, with each sum taken in
   * the product's own operation.
   *
   * @param transposed whether w is [out, in], as PyTorch has it, or [in, out]
   */
  static Jet linear(Taylor taylor, Jet x, Jet w, Jet b, boolean transposed) {
    NDArray y = product(x.value(), w.value(), b == null ? null : b.value(), transposed);
    if (x.isConstant() && w.isConstant() && (b == null || b.isConstant())) {
      return Jet.constant(y);
    }
    NDArray first =
        product(
            x.first(),
            w.value(),
            product(x.value(), w.first(), b == null ? null : b.first(), transposed),
            transposed);
    return new Jet(
        y,
        first,
        taylor.second(
            () ->
                product(
                    x.second(),
                    w.value(),
                    product(
                        x.first(),
                        w.first(),
                        product(x.value(), w.second(), b == null ? null : b.second(), transposed),
                        transposed),
                    transposed)));
  }

  private static NDArray product(NDArray x, NDArray w, NDArray added, boolean transposed) {
    if (x == null || w == null) {
      return added;
    }
    if (transposed) {
      return Torch.linear(x, w, added);
    }
    NDArray product = Torch.matmul(x, w);
    return added == null ? product : product.add(added);
  }

  static NDArray transpose(NDArray matrix) {
    return Torch.permute(matrix, 1, 0);
  }

  /** A function that adds axes of length 1 so that channels, axis 1, broadcast. */
  static UnaryOperator<NDArray> alongChannels(int rank) {
    long[] shape = new long[rank];
    java.util.Arrays.fill(shape, 1);
    shape[1] = -1;
    return array -> Torch.reshape(array, shape);
  }
}
