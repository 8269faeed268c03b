package io.alphascope.curvature.quantity;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.line.DotProducts;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.operator.BatchCurvature;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * What all curvatures of one batch with a block a layer have in common: the layers' slopes and
 * norms. They come from the sweeps that the blocks take anyway.
 */
public final class LayerMeasures {
  private final Step step;
  private final Line line;

  /** dᵀg of each layer, in the order of the network. */
  private final Map<Set<ParameterTensor>, Double> slopes = new LinkedHashMap<>();

  public LayerMeasures(Step step, Line line) {
    this.step = step;
    this.line = line;
  }

  /** Takes one layer's curve on one chunk. */
  public void add(LossCurve curve) {
    double share = curve.terms().scale() * DoubleStream.of(curve.slopes()).sum();
    slopes.merge(curve.outputs().moving(), share, Double::sum);
  }

  /**
   * The layers under one curvature, in the order of the network; empty if the curvature does not
   * know its blocks apart.
   *
   * @param curvature complete
   * @param lossBefore φ(0)
   */
  public List<LayerObservation> observe(BatchCurvature curvature, double lossBefore) {
    Map<Set<ParameterTensor>, Double> curvatures = curvature.blocks();
    return slopes.entrySet().stream()
        .filter(layer -> curvatures.containsKey(layer.getKey()))
        .map(
            layer ->
                LayerObservation.of(
                    layer.getKey().iterator().next().layer(),
                    layer.getValue(),
                    curvatures.get(layer.getKey()),
                    lossBefore,
                    norm(line.direction(), layer.getKey()),
                    norm(step.theta0(), layer.getKey())))
        .toList();
  }

  private double norm(ByteBuffer vector, Set<ParameterTensor> layer) {
    DataType type = step.dataType();
    int width = type.getNumOfBytes();
    double squares = 0;
    for (ParameterTensor tensor : layer) {
      ByteBuffer entries =
          vector.slice(
              vector.position() + Math.toIntExact(tensor.offset() * width),
              Math.toIntExact(tensor.size() * width));
      squares += DotProducts.square(entries, type);
    }
    return Math.sqrt(squares);
  }
}
