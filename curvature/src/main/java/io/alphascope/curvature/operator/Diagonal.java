package io.alphascope.curvature.operator;

import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Map;
import java.util.Optional;

/** An operator that is a diagonal, a sum of those of the samples. */
public interface Diagonal extends Operator {

  /** The diagonals of a part's samples, not yet reduced. */
  Map<ParameterTensor, SampleDiagonal> diagonals(Step step, Part part);

  @Override
  default Optional<String> missing(Structure structure) {
    return structure == Structure.FULL
        ? Optional.empty()
        : Optional.of(
            "%s is a diagonal, whose blocks are all there is of it; leave /%s out"
                .formatted(name(), structure));
  }

  @Override
  default Optional<String> missing(Network network, Loss loss) {
    return new GaussNewton().missing(network, loss).or(() -> Layers.missing(network));
  }

  @Override
  default Optional<Operator> diagonal() {
    return Optional.of(this);
  }

  @Override
  default boolean isDiagonal() {
    return true;
  }

  @Override
  default int order() {
    return 1;
  }

  @Override
  default boolean recorded(boolean products) {
    return false;
  }

  @Override
  default BatchCurvature begin(Step step, int terms, ParameterVector product) {
    return new SampleSum(
        new DiagonalSum(part -> diagonals(step, part)), new double[terms], product);
  }
}
