package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import java.util.Arrays;
import java.util.Optional;

/**
 * Transposed convolutions as the convolutions of stride 1 that they are: of an input with zeros
 * between its elements, by the kernels turned round.
 */
final class TransposedUnfolding implements Unfolding {
  private final ConvolutionUnfolding convolution = new ConvolutionUnfolding();

  @Override
  public NDArray inputs(Call call) {
    Jet x = Jet.constant(call.jet(0).value());
    long[] kernel = call.shape(1).slice(2).getShape();
    Transposed transposed = Transposed.of(call.attributes(), x, kernel);
    Jet spread = transposed.spread(call.taylor(), x);
    int axes = kernel.length;
    long[] lengths = spread.shape().slice(2).getShape();
    long[] ones = new long[axes];
    Arrays.fill(ones, 1);
    long[] counts = new long[axes];
    Arrays.setAll(counts, axis -> lengths[axis] - transposed.dilation()[axis] * (kernel[axis] - 1));
    Windows windows =
        new Windows(
            lengths, kernel, ones, transposed.dilation(), new long[axes], new long[axes], counts);
    return ConvolutionUnfolding.patches(
        spread.value(), windows, Convolutions.groups(call.attributes()));
  }

  @Override
  public NDArray results(Call call, NDArray results) {
    return convolution.results(call, results);
  }

  @Override
  public boolean isTransposed(Node node) {
    return false;
  }

  @Override
  public boolean isRearranged() {
    return true;
  }

  @Override
  public NDArray weights(Call call) {
    return Convolutions.turned(call.jet(1).value(), Convolutions.groups(call.attributes()));
  }

  @Override
  public Optional<String> refusal(Node node) {
    return Optional.empty();
  }
}
