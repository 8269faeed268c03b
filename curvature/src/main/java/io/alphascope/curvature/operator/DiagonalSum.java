package io.alphascope.curvature.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.network.ParameterTensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** dᵀBd and Bd of a diagonal B that is a sum of samples' diagonals. */
final class DiagonalSum implements SampleTerms {
  private final Function<Part, Map<ParameterTensor, SampleDiagonal>> source;

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
          NDArray direction = Torch.reshape(line.direction(position), -1);
          product.set(tensors.get(position), sum.mul(direction).mul(line.factor(scale)));
        }
      }
    }
  }
}
