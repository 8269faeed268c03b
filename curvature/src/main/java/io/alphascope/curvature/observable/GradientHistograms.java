package io.alphascope.curvature.observable;

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
            (tensor, column, derivatives) -> count(tensor, factor, Torch.doubles(derivatives)));
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

  private void count(ParameterTensor tensor, double factor, double[] values) {
    double[] theta = parameters.get(tensor);
    int size = Math.toIntExact(tensor.size());
    for (int k = 0; k < values.length; k++) {
      double value = factor * values[k];
      counts[gradients.bin(value)]++;
      if (joint) {
        jointCounts[
            jointGradients.bin(value) * PARAMETER_BINS + jointParameters.bin(theta[k % size])]++;
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
