package io.alphascope.curvature.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.layer.KroneckerShare;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.network.ParameterTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * dᵀBd and Bd of a B with a block B ⊗ A for each parameter. Both factors are means or sums over the
 * whole batch, so their product is no sum over samples: it has no spread.
 */
final class KroneckerSum implements BatchCurvature {
  private final Factors factors;
  private final ParameterVector product; // null: not wanted
  private Map<ParameterTensor, KroneckerShare> sums;
  private Line line;
  private double scale;
  private int samples;

  /** Where the factors come from. */
  interface Factors extends AutoCloseable {

    /** Takes one chunk. */
    void add(Part part);

    /** Of all chunks, by parameter. */
    Map<ParameterTensor, KroneckerShare> sums();

    @Override
    default void close() {}
  }

  /**
   * @param factors closed with this
   * @param product to become Bd; null: it is not wanted
   */
  KroneckerSum(Factors factors, ParameterVector product) {
    this.factors = factors;
    this.product = product;
  }

  /** Factors that are sums of those of the parts. */
  static Factors ofParts(Function<Part, Map<ParameterTensor, KroneckerShare>> source) {
    Map<ParameterTensor, KroneckerShare> sums = new LinkedHashMap<>();
    return new Factors() {
      @Override
      public void add(Part part) {
        source
            .apply(part)
            .forEach((tensor, share) -> sums.merge(tensor, share, KroneckerShare::plus));
      }

      @Override
      public Map<ParameterTensor, KroneckerShare> sums() {
        return sums;
      }
    };
  }

  @Override
  public void add(Part part) {
    line = part.curve().outputs().line();
    scale = part.curve().terms().scale();
    samples += part.curve().slopes().length;
    factors.add(part);
  }

  @Override
  public void complete() {
    sums = factors.sums();
    if (product != null) {
      sums.forEach(this::setProduct);
    }
  }

  private void setProduct(ParameterTensor tensor, KroneckerShare share) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = array(share.factor(), share.out(), share.out());
      NDArray moved = array(share.movedBack(), share.out(), share.in());
      NDArray block = Torch.matmul(factor, moved).mul(line.factor(scale / samples));
      product.set(tensor, share.asHeld(block));
    }
  }

  private NDArray array(double[] values, int rows, int columns) {
    return Torch.create(line.manager(), line.type(), new Shape(rows, columns), values);
  }

  @Override
  public double value() {
    double sum = 0;
    for (KroneckerShare share : sums.values()) {
      for (int k = 0; k < share.factor().length; k++) {
        sum += share.factor()[k] * share.moved()[k];
      }
    }
    return sum * scale / samples;
  }

  @Override
  public Optional<double[]> terms() {
    return Optional.empty();
  }

  @Override
  public void close() {
    factors.close();
  }

  /** B and A of each parameter, by its place: {@code 0.0}, {@code 0.1}; a bias has B alone. */
  @Override
  public List<NamedArray> arrays() {
    List<NamedArray> arrays = new ArrayList<>();
    List<ParameterTensor> tensors = line.network().parameters();
    for (int position = 0; position < tensors.size(); position++) {
      KroneckerShare share = sums.get(tensors.get(position));
      if (share != null) {
        arrays.add(new NamedArray(position + ".0", times(scale, share.factor())));
        if (share.moments() != null) {
          arrays.add(new NamedArray(position + ".1", times(1.0 / samples, share.moments())));
        }
      }
    }
    return arrays;
  }

  private static double[] times(double factor, double[] values) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }
}
