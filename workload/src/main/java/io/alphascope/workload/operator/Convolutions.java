package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Rows.OF_FIRST;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Convolutions over one to three axes, and their transposes. */
final class Convolutions {

  private static final String[] WINDOWS = {
    "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"
  };

  private static final String[] TRANSPOSED_WINDOWS = {
    "auto_pad",
    "dilations",
    "group",
    "kernel_shape",
    "output_padding",
    "output_shape",
    "pads",
    "strides"
  };

  static final List<Operator> OPERATORS =
      List.of(
          single("Conv", BILINEAR, Convolutions::conv, WINDOWS)
              .refusing(Windows::refusal)
              .unfolding(new ConvolutionUnfolding())
              .keeping(OF_FIRST),
          single("ConvTranspose", BILINEAR, Convolutions::convTranspose, TRANSPOSED_WINDOWS)
              .refusing(Windows::refusal)
              .unfolding(new TransposedUnfolding())
              .keeping(OF_FIRST));

  private Convolutions() {}

  /** x [n, c, …], w [out, c / groups, …], b [out]. */
  static Jet conv(Call call) {
    Jet x = call.jet(0);
    Jet w = call.jet(1);
    Windows windows = Windows.of(call.attributes(), x, kernel(call));
    windows.result(x.length(0), w.length(0));
    int groups = groups(call.attributes());
    if (windows.picksElements()) {
      Jet picked = call.taylor().linear(x, windows::picked);
      long[] ones = LongStream.generate(() -> 1).limit(windows.axes()).toArray();
      Product product = new Product(ones, new long[windows.axes()], ones, groups);
      return product.of(call.taylor(), picked, w, call.jetOrNull(2));
    }
    if (windows.isEven()) {
      Product product = new Product(windows.stride(), windows.before(), windows.dilation(), groups);
      return product.of(call.taylor(), x, w, call.jetOrNull(2));
    }
    Product product =
        new Product(windows.stride(), new long[windows.axes()], windows.dilation(), groups);
    return product.of(call.taylor(), windows.padded(call.taylor(), x, 0), w, call.jetOrNull(2));
  }

  static int groups(Attributes attributes) {
    return Math.toIntExact(attributes.integer("group", 1));
  }

  /** Lengths of the kernel's axes, which the attribute can but repeat. */
  private static long[] kernel(Call call) {
    long[] kernel = call.shape(1).slice(2).getShape();
    long[] said = call.attributes().integers("kernel_shape", kernel);
    if (!Arrays.equals(said, kernel)) {
      throw new IllegalArgumentException(
          "kernel_shape says %s, the kernel has %s"
              .formatted(Arrays.toString(said), Arrays.toString(kernel)));
    }
    return kernel;
  }

  /**
   * The transpose of a convolution: x [n, c, …], w [c, out / groups, …], b [out]. It is the
   * convolution, with the kernel turned round, of x with zeros between its elements.
   */
  static Jet convTranspose(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    Transposed transposed = Transposed.of(call.attributes(), x, kernel(call));
    int groups = groups(call.attributes());
    Product product =
        new Product(
            LongStream.generate(() -> 1).limit(x.rank() - 2).toArray(),
            new long[x.rank() - 2],
            transposed.dilation(),
            groups);
    Jet w = call.jet(1);
    return product.of(
        taylor,
        transposed.spread(taylor, x),
        taylor.linear(w, array -> turned(array, groups)),
        call.jetOrNull(2));
  }

  /** [c, out / groups, …] to [out, c / groups, …], every kernel turned round. */
  static NDArray turned(NDArray w, int groups) {
    Shape shape = w.getShape();
    Shape spatial = shape.slice(2);
    long in = shape.get(0) / groups;
    long out = shape.get(1);
    long[] order = LongStream.range(0, shape.dimension() + 1).toArray();
    order[1] = 2;
    order[2] = 1;
    NDArray apart = Torch.reshape(w, new Shape(groups, in, out).addAll(spatial).getShape());
    NDArray swapped =
        Torch.reshape(
            Torch.permute(apart, order), new Shape(groups * out, in).addAll(spatial).getShape());
    return Torch.flip(swapped, LongStream.range(2, shape.dimension()).toArray());
  }

  /** PyTorch's convolution, bilinear in array and kernel. */
  private record Product(long[] stride, long[] padding, long[] dilation, int groups) {

    /**
     * y₁ = x₁ ∗ w + x ∗ w₁ + b₁, y₂ = x₂ ∗ w + x₁ ∗ w₁ + x ∗ w₂ + b₂, with biases added in a
     * convolution's own operation. The first two terms of y₂ are gathered where that is possible,
     * from what a reverse pass computes anyway.
     *
     * @param b null: none
     */
    Jet of(Taylor taylor, Jet x, Jet w, Jet b) {
      NDArray y = of(x.value(), w.value(), b == null ? null : b.value());
      if (x.isConstant() && w.isConstant() && (b == null || b.isConstant())) {
        return Jet.constant(y);
      }
      NDArray ofKernel = w.first() == null ? null : taylor.ahead(x.value(), x.first(), x.rank());
      NDArray first = plus(ofKernel, w.first(), b == null ? null : b.first(), null);
      return new Jet(
          y,
          plus(taylor.ahead(x.first(), x.second(), x.rank()), w.value(), null, first),
          taylor.second(
              () -> {
                NDArray second = plus(x.value(), w.second(), b == null ? null : b.second(), null);
                return taylor.gathers()
                    ? second
                    : plus(x.second(), w.value(), null, plus(x.first(), w.first(), null, second));
              }));
    }

    private NDArray of(NDArray x, NDArray w, NDArray b) {
      return Torch.convolution(x, w, b, stride, padding, dilation, groups);
    }

    /** x ∗ w + b + c, where null is zero. */
    private NDArray plus(NDArray x, NDArray w, NDArray b, NDArray c) {
      if (x == null || w == null) {
        NDArray channels = b == null ? null : Products.alongChannels(2 + stride.length).apply(b);
        return Taylor.sum(channels, c);
      }
      NDArray fresh = of(x, w, b);
      return c == null ? fresh : fresh.addi(c);
    }
  }
}
