package io.alphascope.curvature.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** dᵀBd and Bd of a diagonal B that is a sum of samples' diagonals. */
final class DiagonalSum implements SampleTerms {
  private final Function<Part, Map<ParameterTensor, SampleDiagonal>> source;
  private final Map<ParameterTensor, double[]> kept = new LinkedHashMap<>();
  private boolean keeping;

  /**
   * @param source the diagonals of a part's samples, not yet reduced
   */
  DiagonalSum(Function<Part, Map<ParameterTensor, SampleDiagonal>> source) {
    this.source = source;
  }

  @Override
  public double[] terms(Part part) {
    Map<ParameterTensor, SampleDiagonal> diagonals = source.apply(part);
    Line line = part.curve().outputs().line();
    List<ParameterTensor> tensors = line.network().parameters();
    double[] terms = new double[part.curve().slopes().length];
    for (int position = 0; position < tensors.size(); position++) {
      double[] added = diagonals.get(tensors.get(position)).quadratic(line.direction(position));
      for (int i = 0; added != null && i < terms.length; i++) {
        terms[i] += added[i];
      }
    }
    return terms;
  }

  @Override
  public void product(Part part, ParameterVector product) {
    Map<ParameterTensor, SampleDiagonal> diagonals = source.apply(part);
    Line line = part.curve().outputs().line();
    List<ParameterTensor> tensors = line.network().parameters();
    double scale = part.curve().terms().scale();
    for (int position = 0; position < tensors.size(); position++) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray sum = diagonals.get(tensors.get(position)).sum();
        if (sum != null) {
          NDArray reduced = sum.mul(line.factor(scale));
          product.set(
              tensors.get(position), reduced.mul(Torch.reshape(line.direction(position), -1)));
          if (keeping) {
            keep(tensors.get(position), Torch.doubles(reduced));
          }
        } else if (keeping) {
          keep(tensors.get(position), new double[(int) tensors.get(position).size()]);
        }
      }
    }
  }

  private void keep(ParameterTensor tensor, double[] diagonal) {
    kept.merge(
        tensor,
        diagonal,
        (before, added) -> {
          for (int k = 0; k < added.length; k++) {
            before[k] += added[k];
          }
          return before;
        });
  }

  @Override
  public void keepArrays() {
    keeping = true;
  }

  /** The diagonal, [P]. */
  @Override
  public List<NamedArray> arrays() {
    double[] all = kept.values().stream().flatMapToDouble(Arrays::stream).toArray();
    return List.of(new NamedArray("", all));
  }
}
