package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.unary;
import static io.alphascope.workload.operator.Rows.OF_FIRST;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;

/** Means of windows: linear. */
final class AveragePooling {

  private static final String[] AVERAGED_WINDOWS = {
    "auto_pad", "ceil_mode", "count_include_pad", "dilations", "kernel_shape", "pads", "strides"
  };

  static final List<Operator> OPERATORS =
      List.of(
          unary("AveragePool", LINEAR, AveragePooling::averagePool, AVERAGED_WINDOWS)
              .refusing(Windows::refusal)
              .keeping(OF_FIRST),
          unary("GlobalAveragePool", LINEAR, AveragePooling::global).keeping(OF_FIRST));

  private AveragePooling() {}

  /** The mean of each window, over padding too or over the array's own elements alone. */
  static Jet averagePool(Jet x, Call call) {
    Taylor taylor = call.taylor();
    long[] kernel = call.attributes().integers("kernel_shape");
    Windows windows = Windows.of(call.attributes(), x, kernel);
    windows.result(x.length(0), x.length(1));
    boolean withPadding = call.attributes().flag("count_include_pad", false);
    Jet y = means(taylor, windows, x);
    for (int i = 0; i < windows.axes(); i++) {
      double[] factors = factors(windows, i, withPadding);
      if (Arrays.stream(factors).anyMatch(factor -> factor != 1)) {
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[i + 2] = factors.length;
        NDArray factor = Torch.create(taylor.manager(), taylor.type(), new Shape(shape), factors);
        y = taylor.linear(y, array -> array.mul(factor));
      }
    }
    return y;
  }

  /** Sums of windows over the size of a whole window. */
  private static Jet means(Taylor taylor, Windows windows, Jet x) {
    if (windows.isDense()) {
      boolean alone = windows.isEven() && windows.isNarrow();
      long[] padding = alone ? windows.before() : new long[windows.axes()];
      return taylor.linear(
          alone ? x : windows.padded(taylor, x, 0),
          array -> Torch.averagePool(array, windows.kernel(), windows.stride(), padding));
    }
    Jet y = windows.padded(taylor, x, 0);
    for (int i = 0; i < windows.axes(); i++) {
      int axis = i;
      NDArray share = taylor.scalar(1.0 / windows.kernel()[i]);
      y = taylor.linear(y, array -> windows.sum(array, axis).mul(share));
    }
    return y;
  }

  /** For each window along an axis, the size of a whole one over the elements that count in it. */
  private static double[] factors(Windows windows, int axis, boolean withPadding) {
    long from = withPadding ? -windows.before()[axis] : 0;
    long to = windows.lengths()[axis] + (withPadding ? windows.after()[axis] : 0);
    double[] factors = new double[Math.toIntExact(windows.counts()[axis])];
    for (int window = 0; window < factors.length; window++) {
      long start = window * windows.stride()[axis] - windows.before()[axis];
      long counted = 0;
      for (long element = 0; element < windows.kernel()[axis]; element++) {
        long at = start + element * windows.dilation()[axis];
        counted += at >= from && at < to ? 1 : 0;
      }
      // A window over nothing but padding has no mean; its sum is 0.
      factors[window] = counted == 0 ? 0 : (double) windows.kernel()[axis] / counted;
    }
    return factors;
  }

  /** The mean of each channel. */
  static Jet global(Jet x, Call call) {
    long[] ones = new long[x.rank() - 2];
    Arrays.fill(ones, 1);
    return call.taylor().linear(x, array -> Torch.adaptiveAverage(array, ones));
  }
}
