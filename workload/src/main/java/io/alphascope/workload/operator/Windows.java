package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the windows of a convolution or of a pooling lie. One number a spatial axis; those of an
 * array [n, c, …] are its axes from 2 on.
 *
 * @param lengths of the axes
 * @param kernel elements of a window
 * @param stride from a window to the next
 * @param dilation from an element of a window to the next
 * @param before elements that count as there before the first
 * @param after and after the last
 * @param counts how many windows there are
 */
record Windows(
    long[] lengths,
    long[] kernel,
    long[] stride,
    long[] dilation,
    long[] before,
    long[] after,
    long[] counts) {

  private static final List<String> AUTO = List.of("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID");

  /** Refuses nodes that place their windows as no rule knows. */
  static Optional<String> refusal(Node node) {
    String auto = node.attributes().text("auto_pad", "NOTSET");
    return AUTO.contains(auto)
        ? Optional.empty()
        : Optional.of("auto_pad '%s' is not supported".formatted(auto));
  }

  /**
   * As attributes say it.
   *
   * @throws IllegalArgumentException if they do not fit the array, or no window does
   */
  static Windows of(Attributes attributes, Jet x, long[] kernel) {
    int axes = kernel.length;
    if (x.rank() != axes + 2) {
      throw new IllegalArgumentException(
          "a kernel of %d axes wants an array of %d axes".formatted(axes, axes + 2));
    }
    long[] lengths = x.shape().slice(2).getShape();
    long[] stride = numbers(attributes, "strides", axes, 1);
    long[] dilation = numbers(attributes, "dilations", axes, 1);
    long[] before = new long[axes];
    long[] after = new long[axes];
    String auto = attributes.text("auto_pad", "NOTSET");
    boolean ceil = attributes.flag("ceil_mode", false);
    long[] given = numbers(attributes, "pads", 2 * axes, 0);
    long[] counts = new long[axes];
    for (int i = 0; i < axes; i++) {
      long span = (kernel[i] - 1) * dilation[i] + 1;
      if (auto.equals("NOTSET")) {
        before[i] = given[i];
        after[i] = given[axes + i];
      } else if (!auto.equals("VALID")) {
        long windows = (lengths[i] + stride[i] - 1) / stride[i];
        long missing = Math.max(0, (windows - 1) * stride[i] + span - lengths[i]);
        before[i] = auto.equals("SAME_UPPER") ? missing / 2 : missing - missing / 2;
        after[i] = missing - before[i];
      }
      counts[i] = count(lengths[i], before[i], after[i], span, stride[i], ceil);
    }
    return new Windows(lengths, kernel, stride, dilation, before, after, counts);
  }

  private static long count(
      long length, long before, long after, long span, long stride, boolean ceil) {
    long room = length + before + after - span;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window over %d elements does not fit into %d, padding included"
              .formatted(span, length + before + after));
    }
    long count = (ceil ? room + stride - 1 : room) / stride + 1;
    // A window that would begin behind the last element is none.
    return ceil && (count - 1) * stride >= length + before ? count - 1 : count;
  }

  /** A number a place, or the default at all. */
  static long[] numbers(Attributes attributes, String name, int places, long otherwise) {
    long[] all = new long[places];
    Arrays.fill(all, otherwise);
    long[] numbers = attributes.integers(name, all);
    if (numbers.length != places || Arrays.stream(numbers).anyMatch(n -> n < otherwise)) {
      throw new IllegalArgumentException(
          "attribute %s: expected %d numbers of at least %d, found %s"
              .formatted(name, places, otherwise, Arrays.toString(numbers)));
    }
    return numbers;
  }

  int axes() {
    return kernel.length;
  }

  /**
   * The shape of a result with a number a window.
   *
   * @param lead samples and channels
   * @throws IllegalArgumentException if it has too many elements
   */
  Shape result(long... lead) {
    return Sizes.checked(new Shape(lead).addAll(new Shape(counts)).getShape());
  }

  /** Elements that an axis must have behind its last for the last window; perhaps negative. */
  long reach(int axis) {
    long end = (counts[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
    return end - before[axis] - lengths[axis];
  }

  /** Whether PyTorch can pad by itself: as much on either side. */
  boolean isEven() {
    for (int i = 0; i < axes(); i++) {
      if (before[i] != after[i] || reach(i) > after[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether windows are single elements some of which are skipped. oneDNN ends the process by a
   * division by zero in reverse passes over such convolutions of many channels, so PyTorch gets
   * them as {@link #picked} elements with stride 1.
   */
  boolean picksElements() {
    return Arrays.stream(kernel).allMatch(length -> length == 1)
        && Arrays.stream(stride).anyMatch(step -> step > 1)
        && Arrays.stream(before).allMatch(width -> width == 0)
        && Arrays.stream(after).allMatch(width -> width == 0);
  }

  /** The elements where windows of one element begin. */
  NDArray picked(NDArray array) {
    NDArray picked = array;
    for (int axis = 0; axis < axes(); axis++) {
      picked = elements(picked, axis, 0);
    }
    return picked;
  }

  /** Whether no window has gaps. */
  boolean isDense() {
    return Arrays.stream(dilation).allMatch(step -> step == 1);
  }

  /** Whether padding is at most half a window, as PyTorch's pooling wants it. */
  boolean isNarrow() {
    for (int i = 0; i < axes(); i++) {
      if (2 * before[i] > kernel[i]) {
        return false;
      }
    }
    return true;
  }

  /** The array with all that its windows see: a number where they reach beyond it. */
  Jet padded(Taylor taylor, Jet x, double number) {
    long[] first = new long[axes() + 2];
    long[] last = new long[axes() + 2];
    for (int i = 0; i < axes(); i++) {
      first[i + 2] = before[i];
      last[i + 2] = Math.max(0, reach(i));
    }
    return Padding.constant(taylor, x, first, last, number);
  }

  /**
   * The elements of all windows along an axis that come at one place in theirs: a view.
   *
   * @param padded see {@link #padded}
   * @param axis from 0, of those with windows
   */
  NDArray elements(NDArray padded, int axis, long place) {
    long from = place * dilation[axis];
    return Torch.slice(
        padded, axis + 2, from, from + (counts[axis] - 1) * stride[axis] + 1, stride[axis]);
  }

  /** Sums of the windows along an axis. */
  NDArray sum(NDArray padded, int axis) {
    NDArray sum = elements(padded, axis, 0);
    for (long place = 1; place < kernel[axis]; place++) {
      sum = sum.add(elements(padded, axis, place));
    }
    return sum;
  }
}
