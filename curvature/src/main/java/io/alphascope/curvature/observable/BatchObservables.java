package io.alphascope.curvature.observable;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.layer.SampleDiagonal;
import io.alphascope.curvature.line.DotProducts;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Diagonal;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.quantity.BatchExtras;
import io.alphascope.curvature.quantity.GradientMoments;
import io.alphascope.curvature.quantity.Histogram;
import io.alphascope.curvature.quantity.MatrixExtras;
import io.alphascope.curvature.spectrum.LargestEigenvalue;
import io.alphascope.curvature.spectrum.SymmetricMatrix;
import io.alphascope.curvature.spectrum.TraceEstimate;
import io.alphascope.curvature.step.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The observables of one step on one batch: what they need of each chunk, and what follows when all
 * chunks have been added. One that is not defined, or fails, is refused with the reason; the others
 * are not affected.
 */
public final class BatchObservables {

  /** Of the largest eigenvalue's residual. */
  private static final double FLOAT32_TOLERANCE = 1e-4;

  private static final double FLOAT64_TOLERANCE = 1e-6;

  private final Step step;
  private final BiConsumer<String, String> refusals;
  private final Map<Observable, ObservableChoice> ofBatch = new EnumMap<>(Observable.class);
  private final Map<CurvatureName, Map<Observable, ObservableChoice>> ofMatrix = new HashMap<>();
  private final List<Collected> collected = new ArrayList<>();
  private final Collected sums; // null: not wanted, as the next three
  private final Collected histograms;
  private final GradientSums gradientSums;
  private final GradientHistograms gradientHistograms;
  private final Map<Operator, DiagonalOfBatch> diagonals = new LinkedHashMap<>();
  private final List<double[]> radii = new ArrayList<>();

  /** What is added up chunk by chunk, until it fails. */
  private final class Collected {
    private final String name;
    private final Consumer<Part> addition;
    private boolean failed;

    Collected(String name, Consumer<Part> addition) {
      this.name = name;
      this.addition = addition;
    }

    void add(Part part) {
      if (failed) {
        return;
      }
      try {
        addition.accept(part);
      } catch (IllegalArgumentException undefined) {
        failed = true;
        refusals.accept(name, undefined.getMessage());
      }
    }
  }

  /** A diagonal and what adds it up. */
  private record DiagonalOfBatch(double[] diagonal, Collected collected) {}

  /**
   * @param due the observables of this step
   * @param names the curvatures on this batch, at least one
   * @param samples n
   * @param refusals take what is refused and the reason
   */
  public BatchObservables(
      Step step,
      Collection<ObservableChoice> due,
      Collection<CurvatureName> names,
      int samples,
      BiConsumer<String, String> refusals) {
    this.step = step;
    this.refusals = refusals;
    due.forEach(choice -> choose(choice, names));
    boolean summed =
        ofBatch.containsKey(Observable.NOISE)
            || ofMatrix.values().stream().anyMatch(chosen -> chosen.containsKey(Observable.TIC));
    gradientSums = summed ? new GradientSums(parameters(), samples) : null;
    sums = summed ? collected("noise", gradientSums::add) : null;
    boolean alone = ofBatch.containsKey(Observable.GRADIENT_HISTOGRAM);
    boolean joint = ofBatch.containsKey(Observable.GRADIENT_PARAMETER_HISTOGRAM);
    gradientHistograms = alone || joint ? new GradientHistograms(alone, joint, samples) : null;
    histograms =
        gradientHistograms == null
            ? null
            : collected("gradient-histogram", gradientHistograms::add);
    ofMatrix.forEach(this::collectDiagonal);
  }

  private void choose(ObservableChoice choice, Collection<CurvatureName> names) {
    Observable observable = choice.observable();
    if (observable.isOfMatrix()) {
      names.stream()
          .filter(name -> observable.isOf(name))
          .filter(name -> isDefined(observable, name, observable + " of " + name))
          .forEach(
              name ->
                  ofMatrix
                      .computeIfAbsent(name, first -> new EnumMap<>(Observable.class))
                      .put(observable, choice));
    } else if (isDefined(observable, names.iterator().next(), observable.toString())) {
      ofBatch.put(observable, choice);
    }
  }

  private boolean isDefined(Observable observable, CurvatureName name, String called) {
    Optional<String> missing = observable.missing(name, step.network(), step.loss());
    missing.ifPresent(reason -> refusals.accept(called, reason));
    return missing.isEmpty();
  }

  private void collectDiagonal(CurvatureName name, Map<Observable, ObservableChoice> chosen) {
    if (chosen.containsKey(Observable.TRACE) || chosen.containsKey(Observable.TIC)) {
      diagonals.computeIfAbsent(
          name.operator().diagonal().orElseThrow(),
          operator -> {
            double[] sum = new double[parameters()];
            Collected added =
                collected("trace of " + name, part -> addDiagonal((Diagonal) operator, part, sum));
            return new DiagonalOfBatch(sum, added);
          });
    }
  }

  private void addDiagonal(Diagonal operator, Part part, double[] sum) {
    double scale = part.curve().terms().scale();
    for (SampleDiagonal diagonal : operator.diagonals(step, part).values()) {
      diagonal.addSum(scale, sum);
    }
  }

  private Collected collected(String name, Consumer<Part> addition) {
    Collected added = new Collected(name, addition);
    collected.add(added);
    return added;
  }

  private int parameters() {
    return Math.toIntExact(step.network().parameterCount());
  }

  /** Whether g is wanted, element by element. */
  public boolean needsGradient() {
    return sums != null;
  }

  /** Takes what a chunk says of the whole network. */
  public void add(Part part) {
    double[] ofSamples = part.curve().terms().convergenceRadii(part.curve().tangents());
    if (ofSamples != null) {
      radii.add(ofSamples);
    }
    collected.forEach(each -> each.add(part));
  }

  /**
   * What belongs to the batch, when all chunks have been added.
   *
   * @param gradient g, [P], if it is wanted
   * @param slopes gives s ∇ℓᵢᵀv by sample for a vector v over the parameters
   */
  public BatchExtras batch(Supplier<double[]> gradient, UnaryOperator<double[]> slopes) {
    Optional<GradientMoments> moments = Optional.empty();
    if (sums != null && !sums.failed) {
      double[] g = gradient.get();
      moments = Optional.of(gradientSums.moments(g, slopes.apply(g)));
    }
    OptionalDouble norm =
        ofBatch.containsKey(Observable.DISTANCE)
            ? OptionalDouble.of(Math.sqrt(DotProducts.square(step.theta0(), step.dataType())))
            : OptionalDouble.empty();
    return new BatchExtras(trustRadius(), norm, moments, ofBatch.containsKey(Observable.NOISE));
  }

  /** The median over the samples; empty where it is infinite or nothing is known. */
  private OptionalDouble trustRadius() {
    double[] sorted = radii.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return Double.isFinite(median) ? OptionalDouble.of(median) : OptionalDouble.empty();
  }

  /** Histograms of the batch, when all chunks have been added. */
  public List<Histogram> histograms(Line line) {
    List<Histogram> all = new ArrayList<>();
    if (histograms != null && !histograms.failed) {
      all.addAll(gradientHistograms.all());
    }
    if (ofBatch.containsKey(Observable.PARAMETER_HISTOGRAM)) {
      all.add(GradientHistograms.ofParameters(line));
    }
    return all;
  }

  /**
   * What belongs to a curvature's matrix, when all chunks have been added.
   *
   * @param matrix gives the matrix itself
   */
  public MatrixExtras matrix(CurvatureName name, Supplier<SymmetricMatrix> matrix) {
    Map<Observable, ObservableChoice> chosen = ofMatrix.getOrDefault(name, Map.of());
    Optional<double[]> diagonal =
        name.operator()
            .diagonal()
            .map(diagonals::get)
            .filter(of -> !of.collected().failed)
            .map(DiagonalOfBatch::diagonal);
    Random random = step.draws().ofVectors();
    return new MatrixExtras(
        diagonal,
        chosen.containsKey(Observable.TRACE),
        chosen.containsKey(Observable.TIC),
        Optional.ofNullable(chosen.get(Observable.HUTCHINSON))
            .map(choice -> TraceEstimate.of(matrix.get(), choice.probes(), random)),
        Optional.ofNullable(chosen.get(Observable.EIGENVALUE))
            .map(choice -> eigenvalue(name, matrix.get(), random)));
  }

  private LargestEigenvalue eigenvalue(CurvatureName name, SymmetricMatrix matrix, Random random) {
    double tolerance = step.dataType() == DataType.FLOAT64 ? FLOAT64_TOLERANCE : FLOAT32_TOLERANCE;
    LargestEigenvalue found = LargestEigenvalue.of(matrix, tolerance, random);
    if (!found.converged()) {
      refusals.accept(
          Observable.EIGENVALUE + " of " + name,
          "Lanczos' method did not converge in %d products: the residual is %.1e, above %.0e"
              .formatted(found.iterations(), found.residual(), tolerance));
    }
    return found;
  }
}
