package io.alphascope.aggregator;

import com.google.protobuf.Timestamp;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.HistogramObserved;
import io.alphascope.events.LayerObserved;
import io.alphascope.events.ObservationKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Observations of runs that never were, of every status. */
public final class Observations {

  /** What the runs were trained on. */
  public static final String WORKLOAD = "784-128-64-10 relu, mean of cross-entropy, mnist";

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private Observations() {}

  public static String key(CurvatureObserved observed) {
    return new ObservationKey(observed.getRun(), observed.getStep(), observed.getCurvature())
        .toString();
  }

  /** A row of a query's answer, as text. */
  public static List<String> row(Object... values) {
    return Arrays.stream(values).map(v -> v == null ? null : v.toString()).toList();
  }

  /** One row each of steps 0 to {@code steps} − 1, one a second; drawn from the seed. */
  public static List<CurvatureObserved> series(String run, String curvature, int steps, long seed) {
    Random random = new Random(seed);
    List<CurvatureObserved> series = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      series.add(observation(run, curvature, step, random));
    }
    return series;
  }

  /** The same series, published with gradients that are so many times the measured ones. */
  public static List<CurvatureObserved> withPublishedGradient(
      List<CurvatureObserved> series, double factor) {
    return series.stream()
        .map(
            o ->
                o.toBuilder()
                    .setSlopePublished(factor * o.getSlope())
                    .setGradientDisagrees(factor != 1 && !Double.isNaN(o.getSlope()))
                    .build())
        .toList();
  }

  /**
   * The same series with what is observed on every K-th step only, if it is asked for: all other
   * quantities, and a histogram of each kind.
   */
  public static List<CurvatureObserved> withObservables(List<CurvatureObserved> series, int every) {
    return series.stream()
        .map(o -> o.getStep() % every == 0 ? withObservables(o) : o.toBuilder().setTrustRadius(2))
        .map(CurvatureObserved.Builder::build)
        .toList();
  }

  private static CurvatureObserved.Builder withObservables(CurvatureObserved observed) {
    double phase = 1 + 0.5 * Math.sin(observed.getStep() / 40.0);
    return observed.toBuilder()
        .setTrustRadius(2)
        .setParameterNorm(10 + phase)
        .setRelativeStepSize(0.001 * phase)
        .setParameterDistance(0.01 * observed.getStep())
        .setGradientVariance(3 * phase)
        .setSumGradientSquared(200 * phase)
        .setSampleGradientNormMean(0.5 * phase)
        .setSampleGradientNormMaximum(2 * phase)
        .setMeanGsnr(0.02 * phase)
        .setNormTest(2 * phase)
        .setInnerProductTest(0.7 * phase)
        .setOrthogonalityTest(1.9 * phase)
        .setEarlyStopping(0.4 - 0.5 * phase)
        .setCabs(90 * phase)
        .setTicTrace(30 * phase)
        .setTicDiagonal(20 * phase)
        .setTrace(80 * phase)
        .setTraceEstimate(78 * phase)
        .setTraceEstimateStandardError(6)
        .setLargestEigenvalue(12 * phase)
        .setEigenvalueResidual(1e-5)
        .setEigenvalueIterations(17)
        .setConditionAlongStep(8 * phase)
        .addHistograms(histogram("gradient", phase, 100))
        .addHistograms(histogram("parameter", phase, 100))
        .addHistograms(histogram("gradient-parameter", phase, 40, 50));
  }

  /** Of numbers that are distributed normally around 0, independently on each axis. */
  public static HistogramObserved histogram(String name, double deviation, int... bins) {
    HistogramObserved.Builder histogram = HistogramObserved.newBuilder().setName(name);
    double[] counts = {100_000};
    for (int axis : bins) {
      histogram.addAxes(
          HistogramObserved.Axis.newBuilder().setMinimum(-4).setMaximum(4).setBins(axis));
      double[] finer = new double[counts.length * axis];
      for (int i = 0; i < finer.length; i++) {
        double middle = (8 * (i % axis + 0.5) / axis - 4) / deviation;
        finer[i] = counts[i / axis] * Math.exp(-middle * middle / 2);
      }
      counts = finer;
    }
    Arrays.stream(counts).forEach(count -> histogram.addCounts(Math.round(count)));
    return histogram.build();
  }

  /**
   * The same series, observed by layer: the first of n layers has 1 of 1 + … + n parts of the slope
   * and n of the curvature, the last the reverse.
   */
  public static List<CurvatureObserved> withLayers(
      List<CurvatureObserved> series, String... layers) {
    return series.stream().map(row -> withLayers(row, layers)).toList();
  }

  private static CurvatureObserved withLayers(CurvatureObserved row, String... layers) {
    CurvatureObserved.Builder observed = row.toBuilder().clearLayers();
    int parts = layers.length * (layers.length + 1) / 2;
    for (int place = 0; place < layers.length; place++) {
      double slope = row.getSlope() * (place + 1) / parts;
      double curvature = row.getCurvatureValue() * (layers.length - place) / parts;
      LayerObserved.Builder layer =
          LayerObserved.newBuilder()
              .setLayer(layers[place])
              .setSlope(slope)
              .setCurvatureValue(curvature)
              .setStepNorm(row.getStepNorm())
              .setParameterNorm(10 + place);
      if (row.hasAlphaStar()) {
        layer.setAlphaStar(-slope / curvature);
      }
      observed.addLayers(layer);
    }
    return observed.build();
  }

  /** Nine of ten have an α*; a few are infinite or no number somewhere. */
  public static CurvatureObserved observation(
      String run, String curvature, long step, Random random) {
    CurvatureObserved.Builder observed =
        CurvatureObserved.newBuilder()
            .setRun(run)
            .setCurvature(curvature)
            .setStep(step)
            .setEpoch(1)
            .setTime(Timestamp.newBuilder().setSeconds(FIRST.getEpochSecond() + step))
            .setBatchSize(64)
            .setLearningRate(0.01)
            .setWorkload(WORKLOAD)
            .setSlope(-random.nextDouble())
            .setLossBefore(random.nextDouble())
            .setStepNorm(0.01 * random.nextDouble())
            .setGradientNorm(random.nextDouble());
    switch (random.nextInt(10)) {
      case 0 -> observed.setStatus(Status.NON_POSITIVE_CURVATURE).setCurvatureValue(-0.25);
      case 1 ->
          observed
              .setStatus(Status.NON_FINITE)
              .setSlope(Double.NaN)
              .setCurvatureValue(Double.POSITIVE_INFINITY);
      case 2 -> withAlphaStar(observed, -random.nextDouble()).setStatus(Status.ASCENT);
      case 3 ->
          withAlphaStar(observed, random.nextDouble())
              .setStatus(Status.OK)
              .setLossAfter(Double.POSITIVE_INFINITY)
              .setFidelityAtStep(Double.NEGATIVE_INFINITY);
      default ->
          withAlphaStar(observed, 7 * random.nextDouble())
              .setStatus(Status.OK)
              .setFidelityAtStep(random.nextGaussian())
              .setFidelityAtAlphaStar(random.nextGaussian());
    }
    return observed.build();
  }

  private static CurvatureObserved.Builder withAlphaStar(
      CurvatureObserved.Builder observed, double alphaStar) {
    return observed
        .setAlphaStar(alphaStar)
        .setLearningRateStar(alphaStar * 0.01)
        .setOvershoot(1 / alphaStar - 1)
        .setCurvatureValue(0.1 + Math.abs(alphaStar));
  }
}
