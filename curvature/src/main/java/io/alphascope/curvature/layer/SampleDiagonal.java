package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.ParameterTensor;
import java.util.List;
import java.util.Map;

/**
 * The diagonals of Σ_c ± (J_ᵢᵀ s_ic)(J_ᵢᵀ s_ic)ᵀ in one parameter, one for each sample i, J the
 * Jacobian of what the columns s are derivatives in. Of the weights of a layer that meets a sample
 * at one position they are kept as the two factors whose outer product they are: q_i = Σ_c ± δ_ic²
 * and the squares of x_i.
 */
public final class SampleDiagonal {
  private final ParameterTensor tensor;
  private final List<ParameterUse> uses;
  private final Map<Node, LayerSweep.Layer> layers;
  private final NDManager manager;
  private NDArray factor; // q, [n, G, out]; null: nothing is kept so
  private NDArray dense; // [n, size]; null: nothing is kept so

  SampleDiagonal(
      ParameterTensor tensor,
      List<ParameterUse> uses,
      Map<Node, LayerSweep.Layer> layers,
      NDManager manager) {
    this.tensor = tensor;
    this.uses = uses;
    this.layers = layers;
    this.manager = manager;
  }

  /**
   * Adds columns.
   *
   * @param columns derivatives in results of nodes, [C, n, …]; those left out are zero
   * @param signs [C, n]; null: all positive
   */
  void add(Map<Node, NDArray> columns, NDArray signs) {
    List<ParameterUse> reached =
        uses.stream().filter(use -> columns.containsKey(use.node())).toList();
    if (reached.isEmpty()) {
      return;
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      if (isFactored()) {
        NDArray results = results(uses.get(0), columns.get(uses.get(0).node()));
        NDArray squares = signed(results.square(), signs); // [C, n, G, 1, out]
        NDArray summed = Torch.sum(squares, new long[] {0, 3}, false);
        factor = kept(factor == null ? summed : factor.add(summed));
        return;
      }
      long count = columns.get(reached.get(0).node()).getShape().get(0);
      for (long column = 0; column < count; column++) {
        NDArray gradients = gradients(reached, columns, column);
        NDArray squares = gradients.square();
        if (signs != null) {
          squares = squares.mul(Torch.reshape(signs.get(column), -1, 1));
        }
        dense = kept(dense == null ? squares : dense.add(squares));
      }
    }
  }

  private boolean isFactored() {
    return uses.size() == 1
        && uses.get(0).kind() == ParameterUse.Kind.WEIGHT
        && inputs(uses.get(0)).getShape().get(2) == 1;
  }

  private NDArray inputs(ParameterUse use) {
    return use.inputs(layers.get(use.node()).call());
  }

  /** [C, n, G, T, out]. */
  private NDArray results(ParameterUse use, NDArray columns) {
    return LayerSweep.byColumn(
        use.results(layers.get(use.node()).call(), LayerSweep.flat(columns)),
        columns.getShape().get(0));
  }

  private static NDArray signed(NDArray squares, NDArray signs) {
    return signs == null
        ? squares
        : squares.mul(
            Torch.reshape(signs, signs.getShape().get(0), signs.getShape().get(1), 1, 1, 1));
  }

  /** J_ᵢᵀ s_ic of every sample, [n, size]. */
  private NDArray gradients(List<ParameterUse> reached, Map<Node, NDArray> columns, long column) {
    NDArray sum = null;
    for (ParameterUse use : reached) {
      NDArray derivatives = columns.get(use.node()).get(column);
      NDArray gradients = SampleGradients.of(use, layers.get(use.node()).call(), derivatives);
      sum = sum == null ? gradients : sum.add(gradients);
    }
    return sum;
  }

  private NDArray kept(NDArray array) {
    NDScope.unregister(array);
    array.attach(manager);
    return array;
  }

  /** One diagonal a sample, [n, size]; null: they are all zero. The caller's scope holds it. */
  public NDArray bySample() {
    if (factor == null) {
      return dense;
    }
    NDArray squares = inputs(uses.get(0)).square(); // [n, G, 1, in]
    NDArray column = Torch.permute(last(factor), 0, 1, 3, 2); // [n, G, out, 1]
    return uses.get(0).asHeld(Torch.matmul(column, squares));
  }

  /** [n, G, out] as [n, G, 1, out]. */
  private static NDArray last(NDArray array) {
    long[] shape = array.getShape().getShape();
    return Torch.reshape(array, shape[0], shape[1], 1, shape[2]);
  }

  /** The sum of all samples' diagonals, [size]; null: zero. The caller's scope holds it. */
  public NDArray sum() {
    if (factor == null) {
      return dense == null ? null : Torch.sum(dense, new long[] {0}, false);
    }
    NDArray squares = inputs(uses.get(0)).square();
    NDArray x = Torch.permute(squares, 2, 1, 0, 3); // [1, G, n, in]
    NDArray q = Torch.permute(last(factor), 2, 1, 3, 0); // [1, G, out, n]
    return Torch.reshape(uses.get(0).asHeld(Torch.matmul(q, x)), tensor.size());
  }

  /**
   * Σ_k (dᵢ)_k d_k² of each sample's diagonal, [n]; null: zero.
   *
   * @param direction d in this parameter
   */
  public double[] quadratic(NDArray direction) {
    if (factor == null && dense == null) {
      return null;
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray squares = direction.square();
      if (factor == null) {
        return Torch.doubles(Torch.matmul(dense, Torch.reshape(squares, tensor.size(), 1)));
      }
      ParameterUse use = uses.get(0);
      NDArray inputs = inputs(use); // [n, G, 1, in]
      NDArray weights = use.asProducts(squares, inputs, last(factor)); // [G, out, in]
      NDArray x = Torch.permute(inputs.square(), 2, 1, 0, 3); // [1, G, n, in]
      NDArray products = Torch.matmul(x, Torch.permute(weights, 0, 2, 1)); // [1, G, n, out]
      NDArray q = Torch.permute(last(factor), 2, 1, 0, 3); // [1, G, n, out]
      return Torch.doubles(Torch.sum(products.mul(q), new long[] {0, 1, 3}, false));
    }
  }
}
