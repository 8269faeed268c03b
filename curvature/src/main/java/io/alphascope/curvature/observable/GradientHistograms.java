package io.alphascope.curvature.observable;

import ai.djl.ndarray.NDArray;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.quantity.Histogram;
import io.alphascope.curvature.quantity.Histogram.Axis;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.network.ParameterTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Histograms of the elements of n uᵢ, the samples' own gradients, and of θ₀; see {@link
 * io.alphascope.curvature.quantity.GradientMoments} (Cockpit: GradHist1d, GradHist2d). Added up
 * chunk by chunk.
 */
final class GradientHistograms {
  private static final int BINS = 100;
  private static final int GRADIENT_BINS = 40;
  private static final int PARAMETER_BINS = 50;

  private final boolean alone;
  private final boolean joint;
  private final int samples;
  private final Map<ParameterTensor, double[]> parameters = new HashMap<>();
  private Axis gradients; // null: no chunk yet, as the next two
  private Axis jointGradients;
  private Axis jointParameters;
  private final long[] counts = new long[BINS];
  private final long[] jointCounts = new long[GRADIENT_BINS * PARAMETER_BINS];

  /**
   * @param alone whether the gradients' own is wanted
   * @param joint whether that over the parameters is
   * @param samples of the whole batch, n
   */
  GradientHistograms(boolean alone, boolean joint, int samples) {
    this.alone = alone;
    this.joint = joint;
    this.samples = samples;
  }

  void add(Part part) {
    double factor = samples * part.curve().terms().scale();
    if (gradients == null) {
      choose(part, factor);
    }
    part.layers()
        .sampleGradients(
            (tensor, column, derivatives) -> rows(derivatives, row -> count(tensor, factor, row)));
  }

  private void choose(Part part, double factor) {
    Line line = part.curve().outputs().line();
    double squares = 0;
    for (var diagonal : part.layers().squaredGradients().values()) {
      double[] traces = diagonal.traces();
      for (int i = 0; traces != null && i < traces.length; i++) {
        squares += traces[i];
      }
    }
    long elements = part.curve().slopes().length * line.network().parameterCount();
    double meanSquare = factor * factor * squares / elements;
    gradients = Axis.around(meanSquare, BINS);
    jointGradients = Axis.around(meanSquare, GRADIENT_BINS);
    jointParameters = Axis.around(meanSquare(line), PARAMETER_BINS);
    for (ParameterTensor tensor :
        joint ? line.network().parameters() : List.<ParameterTensor>of()) {
      parameters.put(
          tensor, Torch.doubles(line.origin(line.network().parameters().indexOf(tensor))));
    }
  }

  /** Hands out one row after the other: all at once would take several times their memory. */
  private static void rows(NDArray derivatives, Consumer<double[]> receiver) {
    for (long row = 0; row < derivatives.getShape().get(0); row++) {
      try (NDArray one = derivatives.get(row)) {
        receiver.accept(Torch.doubles(one));
      }
    }
  }

  /** Counts one sample's. */
  private void count(ParameterTensor tensor, double factor, double[] row) {
    double[] theta = parameters.get(tensor);
    for (int k = 0; k < row.length; k++) {
      double value = factor * row[k];
      counts[gradients.bin(value)]++;
      if (joint) {
        jointCounts[jointGradients.bin(value) * PARAMETER_BINS + jointParameters.bin(theta[k])]++;
      }
    }
  }

  /** When all chunks have been added. */
  List<Histogram> all() {
    List<Histogram> all = new ArrayList<>();
    if (alone) {
      all.add(new Histogram("gradient", List.of(gradients), counts));
    }
    if (joint) {
      all.add(
          new Histogram(
              "gradient-parameter", List.of(jointGradients, jointParameters), jointCounts));
    }
    return all;
  }

  /** Of θ₀ alone. */
  static Histogram ofParameters(Line line) {
    Axis axis = Axis.around(meanSquare(line), BINS);
    long[] counts = new long[BINS];
    for (int position = 0; position < line.network().parameters().size(); position++) {
      for (double value : Torch.doubles(line.origin(position))) {
        counts[axis.bin(value)]++;
      }
    }
    return new Histogram("parameter", List.of(axis), counts);
  }

  private static double meanSquare(Line line) {
    double squares = 0;
    for (int position = 0; position < line.network().parameters().size(); position++) {
      for (double value : Torch.doubles(line.origin(position))) {
        squares += value * value;
      }
    }
    return squares / line.network().parameterCount();
  }
}
