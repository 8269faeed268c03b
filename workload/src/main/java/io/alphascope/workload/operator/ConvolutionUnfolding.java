package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Convolutions over patches: what a window sees of a group's channels, in the kernel's order. */
final class ConvolutionUnfolding implements Unfolding {

  @Override
  public NDArray inputs(Call call) {
    Jet x = Jet.constant(call.jet(0).value());
    long[] kernel = call.shape(1).slice(2).getShape();
    Windows windows = Windows.of(call.attributes(), x, kernel);
    NDArray padded = windows.padded(call.taylor(), x, 0).value();
    return patches(padded, windows, Convolutions.groups(call.attributes()));
  }

  /**
   * What windows see, [n, G, T, in].
   *
   * @param padded [n, c, …] with all that a window may reach
   */
  static NDArray patches(NDArray padded, Windows windows, long groups) {
    long[] kernel = windows.kernel();
    long places = new Shape(kernel).size();
    long samples = padded.getShape().get(0);
    long channels = padded.getShape().get(1);
    long positions = new Shape(windows.counts()).size();
    List<NDArray> seen = new ArrayList<>();
    long[] place = new long[kernel.length];
    for (long each = 0; each < places; each++) {
      NDArray elements = padded;
      for (int axis = 0; axis < kernel.length; axis++) {
        elements = windows.elements(elements, axis, place[axis]);
      }
      seen.add(Torch.reshape(elements, samples, channels, 1, positions));
      advance(place, kernel);
    }
    NDArray patches =
        Torch.reshape(
            Torch.concat(seen, 2), samples, groups, channels / groups * places, positions);
    return Torch.permute(patches, 0, 1, 3, 2);
  }

  /** To the kernel's next element in C order. */
  private static void advance(long[] place, long[] kernel) {
    for (int axis = kernel.length - 1; axis >= 0; axis--) {
      if (++place[axis] < kernel[axis]) {
        return;
      }
      place[axis] = 0;
    }
  }

  @Override
  public NDArray results(Call call, NDArray results) {
    long[] shape = results.getShape().getShape();
    long groups = Convolutions.groups(call.attributes());
    long positions =
        LongStream.of(Arrays.copyOfRange(shape, 2, shape.length)).reduce(1, (a, b) -> a * b);
    return Torch.permute(
        Torch.reshape(results, shape[0], groups, shape[1] / groups, positions), 0, 1, 3, 2);
  }

  @Override
  public boolean isTransposed(Node node) {
    return false;
  }

  @Override
  public Optional<String> refusal(Node node) {
    return Optional.empty();
  }
}
