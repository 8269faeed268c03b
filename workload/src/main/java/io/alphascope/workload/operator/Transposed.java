package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;

/**
 * How a transposed convolution lays out its operand, so that a convolution of stride 1 gives its
 * result. One number a spatial axis.
 *
 * @param stride elements of the result from an element to the next
 * @param dilation of the kernel
 * @param before zeros before the first; negative: elements cut off
 * @param after zeros after the last; negative: elements cut off
 */
record Transposed(long[] stride, long[] dilation, long[] before, long[] after) {

  /**
   * The result's length is s (length − 1) + d (kernel − 1) + 1 + output_padding − pads, unless it
   * is given.
   */
  static Transposed of(Attributes attributes, Jet x, long[] kernel) {
    int axes = kernel.length;
    long[] stride = Windows.numbers(attributes, "strides", axes, 1);
    long[] dilation = Windows.numbers(attributes, "dilations", axes, 1);
    long[] more = Windows.numbers(attributes, "output_padding", axes, 0);
    long[] pads = Windows.numbers(attributes, "pads", 2 * axes, 0);
    long[] wanted = attributes.integers("output_shape", (long[]) null);
    String auto = attributes.text("auto_pad", "NOTSET");
    long[] before = new long[axes];
    long[] after = new long[axes];
    for (int i = 0; i < axes; i++) {
      long length = x.length(i + 2);
      long spread = stride[i] * (length - 1) + 1;
      long reach = dilation[i] * (kernel[i] - 1);
      long full = spread + reach + more[i];
      long target;
      long cut;
      if (wanted == null && !auto.startsWith("SAME")) {
        cut = auto.equals("VALID") ? 0 : pads[i];
        target = full - cut - (auto.equals("VALID") ? 0 : pads[axes + i]);
      } else {
        target = wanted == null ? length * stride[i] : wanted[wanted.length - axes + i];
        long all = Math.max(0, full - target);
        cut = auto.equals("SAME_UPPER") ? all / 2 : all - all / 2;
      }
      if (target < 1) {
        throw new IllegalArgumentException(
            "nothing is left of axis %d, whose pads cut off more than there is".formatted(i + 2));
      }
      before[i] = reach - cut;
      after[i] = target + reach - spread - before[i];
    }
    return new Transposed(stride, dilation, before, after);
  }

  /** With zeros between, before and after its elements. */
  Jet spread(Taylor taylor, Jet x) {
    int rank = x.rank();
    long[] first = new long[rank];
    long[] last = new long[rank];
    System.arraycopy(before, 0, first, 2, before.length);
    System.arraycopy(after, 0, last, 2, after.length);
    Jet apart = x;
    if (Arrays.stream(stride).anyMatch(step -> step > 1)) {
      apart = taylor.linear(x, this::apart);
      for (int i = 0; i < stride.length; i++) {
        last[i + 2] -= stride[i] - 1;
      }
    }
    return Padding.constant(taylor, apart, first, last, 0);
  }

  /** Each element followed by zeros: [n, c, h s, …]. */
  private NDArray apart(NDArray x) {
    int axes = stride.length;
    Shape lead = x.getShape().slice(0, 2);
    long[] single = new long[2 * axes];
    long[] none = new long[2 + 2 * axes];
    long[] zeros = new long[2 + 2 * axes];
    long[] joined = new long[axes];
    for (int i = 0; i < axes; i++) {
      single[2 * i] = x.getShape().get(i + 2);
      single[2 * i + 1] = 1;
      zeros[2 + 2 * i + 1] = stride[i] - 1;
      joined[i] = x.getShape().get(i + 2) * stride[i];
    }
    NDArray spread =
        Torch.pad(Torch.reshape(x, lead.addAll(new Shape(single)).getShape()), none, zeros, 0);
    return Torch.reshape(spread, lead.addAll(new Shape(joined)).getShape());
  }
}
