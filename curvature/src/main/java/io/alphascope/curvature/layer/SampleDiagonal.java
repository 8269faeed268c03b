package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Call;
import java.util.Arrays;
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
  private final LayerSweep sweep;
  private NDArray factor; // q, [n, G, 1, out]; null: nothing is kept so
  private NDArray dense; // [n, size]; null: nothing is kept so

  SampleDiagonal(ParameterTensor tensor, List<ParameterUse> uses, LayerSweep sweep) {
    this.tensor = tensor;
    this.uses = uses;
    this.sweep = sweep;
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
        ParameterUse use = uses.get(0);
        NDArray ofAll = columns.get(use.node());
        NDArray results = use.results(call(use), LayerSweep.flat(ofAll)); // [C n, G, 1, out]
        factor = plus(factor, sum(results.square(), ofAll.getShape().get(0), signs));
      } else if (uses.size() == 1 && uses.get(0).kind().isShift() && !uses.get(0).rearranged()) {
        ParameterUse use = uses.get(0);
        NDArray ofAll = columns.get(use.node());
        NDArray shifts = use.shifts(call(use), LayerSweep.flat(ofAll)); // [C n, size]
        dense = plus(dense, sum(shifts.square(), ofAll.getShape().get(0), signs));
      } else {
        long count = columns.get(reached.get(0).node()).getShape().get(0);
        for (long column = 0; column < count; column++) {
          NDArray squares = sweep.gradients(reached, columns, column).square();
          dense = plus(dense, sum(squares, 1, signs == null ? null : signs.get(column)));
        }
      }
    }
  }

  private boolean isFactored() {
    return uses.size() == 1
        && uses.get(0).kind() == ParameterUse.Kind.WEIGHT
        && sweep.inputs(uses.get(0)).getShape().get(2) == 1;
  }

  private Call call(ParameterUse use) {
    return sweep.layers().get(use.node()).call();
  }

  /**
   * Σ_c ± of [C n, …].
   *
   * @param signs [C, n], or [n] of one column; null: all positive
   */
  private static NDArray sum(NDArray squares, long columns, NDArray signs) {
    NDArray signed = squares;
    if (signs != null) {
      long[] rows = new long[squares.getShape().dimension()];
      Arrays.fill(rows, 1);
      rows[0] = -1;
      signed = squares.mul(Torch.reshape(signs, rows));
    }
    return columns == 1
        ? signed
        : Torch.sum(LayerSweep.byColumn(signed, columns), new long[] {0}, false);
  }

  private NDArray plus(NDArray before, NDArray added) {
    NDArray sum = before == null ? added : before.add(added);
    return Torch.keep(sum, sweep.manager());
  }

  /** The sum of all samples' diagonals, [size]; null: zero. The caller's scope holds it. */
  public NDArray sum() {
    if (factor == null) {
      return dense == null ? null : Torch.sum(dense, new long[] {0}, false);
    }
    ParameterUse use = uses.get(0);
    NDArray x = Torch.permute(sweep.squaredInputs(use), 2, 1, 0, 3); // [1, G, n, in]
    NDArray q = Torch.permute(factor, 2, 1, 3, 0); // [1, G, out, n]
    return Torch.reshape(use.asHeld(Torch.matmul(q, x)), tensor.size());
  }

  /**
   * Adds the sum of all samples' diagonals to a vector over all parameters.
   *
   * @param factor of what is added
   */
  public void addSum(double factor, double[] vector) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray sum = sum();
      if (sum != null) {
        double[] values = Torch.doubles(sum);
        for (int k = 0; k < values.length; k++) {
          vector[Math.toIntExact(tensor.offset()) + k] += factor * values[k];
        }
      }
    }
  }

  /** Each sample's diagonal, [n, size]; null: zero. The caller's scope holds it. */
  public NDArray ofSamples() {
    if (factor == null) {
      return dense;
    }
    ParameterUse use = uses.get(0);
    NDArray q = Torch.permute(factor, 0, 1, 3, 2); // [n, G, out, 1]
    return use.asHeld(Torch.matmul(q, sweep.squaredInputs(use)));
  }

  /** The trace of each sample's diagonal, [n]; null: zero. */
  public double[] traces() {
    if (factor == null && dense == null) {
      return null;
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      if (factor == null) {
        return Torch.doubles(Torch.sum(dense, new long[] {1}, false));
      }
      NDArray q = Torch.sum(factor, new long[] {2, 3}, false); // [n, G]
      NDArray x = Torch.sum(sweep.squaredInputs(uses.get(0)), new long[] {2, 3}, false);
      return Torch.doubles(Torch.sum(q.mul(x), new long[] {1}, false));
    }
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
      if (factor == null) {
        NDArray squares = Torch.reshape(direction.square(), tensor.size(), 1);
        return Torch.doubles(Torch.matmul(dense, squares));
      }
      NDArray q = Torch.permute(factor, 2, 1, 0, 3); // [1, G, n, out]
      NDArray products = sweep.movedSquares(uses.get(0), direction).mul(q);
      return Torch.doubles(Torch.sum(products, new long[] {0, 1, 3}, false));
    }
  }
}
