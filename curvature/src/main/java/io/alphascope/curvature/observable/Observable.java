package io.alphascope.curvature.observable;

import io.alphascope.curvature.layer.Layers;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.FisherEmpirical;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Structure;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Quantities that are observed only where they are asked for, since they take passes of their own.
 * Those of a batch are the same for all its curvatures; those of a matrix are there for {@code
 * hessian} and {@code ggn}, and traces for diagonals too.
 */
public enum Observable {
  /** How far the parameters have moved. */
  DISTANCE(
      "distance",
      "length of the parameters, relative size of the step, distance from the run's start",
      List.of(Quantity.PARAMETER_NORM, Quantity.RELATIVE_STEP_SIZE, Quantity.PARAMETER_DISTANCE)),
  /** How much the samples' gradients differ: Cockpit's noise quantities. */
  NOISE(
      "noise",
      "how much the samples' gradients differ, and what follows for batch size and stopping",
      List.of(
          Quantity.GRADIENT_VARIANCE,
          Quantity.SUM_GRADIENT_SQUARED,
          Quantity.SAMPLE_GRADIENT_NORM_MEAN,
          Quantity.SAMPLE_GRADIENT_NORM_MAXIMUM,
          Quantity.MEAN_GSNR,
          Quantity.NORM_TEST,
          Quantity.INNER_PRODUCT_TEST,
          Quantity.ORTHOGONALITY_TEST,
          Quantity.EARLY_STOPPING,
          Quantity.CABS)),
  /** The Takeuchi information criterion. */
  TIC(
      "tic",
      "Takeuchi information criterion: noise of the gradient against curvature",
      List.of(Quantity.TIC_TRACE, Quantity.TIC_DIAGONAL)),
  /** The trace, exactly. */
  TRACE("trace", "trace of the matrix, from its diagonal", List.of(Quantity.TRACE)),
  /** The trace, from random vectors. */
  HUTCHINSON(
      "hutchinson",
      "estimate of the trace from random vectors, and its standard error",
      List.of(Quantity.TRACE_ESTIMATE, Quantity.TRACE_ESTIMATE_STANDARD_ERROR)),
  /** The largest eigenvalue. */
  EIGENVALUE(
      "eigenvalue",
      "largest eigenvalue by Lanczos' method, and the condition along the step",
      List.of(
          Quantity.LARGEST_EIGENVALUE,
          Quantity.EIGENVALUE_RESIDUAL,
          Quantity.EIGENVALUE_ITERATIONS,
          Quantity.CONDITION_ALONG_STEP)),
  /** How the elements of the samples' gradients are distributed. */
  GRADIENT_HISTOGRAM(
      "gradient-histogram", "histogram of the elements of all samples' gradients", List.of()),
  /** How the parameters are distributed. */
  PARAMETER_HISTOGRAM("parameter-histogram", "histogram of the parameters", List.of()),
  /** How gradients are distributed over the parameters. */
  GRADIENT_PARAMETER_HISTOGRAM(
      "gradient-parameter-histogram",
      "histogram of the elements of all samples' gradients and of their parameters",
      List.of());

  /** Of Hutchinson's estimate, if none is named. */
  static final int DEFAULT_PROBES = 10;

  /** What Lanczos' method often takes; at most {@code Lanczos.MOST_ITERATIONS}. */
  private static final int USUAL_ITERATIONS = 30;

  /** Loops over the parameters, and over the gradients of all samples: as measured with MNIST. */
  private static final int A_LOOK_AT_PARAMETERS = 4;

  private static final int A_COUNT_OF_GRADIENTS = 170;

  private final String name;
  private final String description;
  private final List<Quantity> quantities;

  Observable(String name, String description, List<Quantity> quantities) {
    this.name = name;
    this.description = description;
    this.quantities = quantities;
  }

  /** All names. */
  public static String names() {
    return Arrays.stream(values()).map(Observable::toString).collect(Collectors.joining(", "));
  }

  /** The numbers that are observed without being asked for. */
  public static List<Quantity> quantitiesOfEveryStep() {
    List<Quantity> asked =
        Arrays.stream(values()).flatMap(observable -> observable.quantities.stream()).toList();
    return Arrays.stream(Quantity.values()).filter(one -> !asked.contains(one)).toList();
  }

  /** What it gives, in a few words. */
  public String description() {
    return description;
  }

  /** The numbers that it gives; none of a histogram. */
  public List<Quantity> quantities() {
    return quantities;
  }

  /** Whether it belongs to one matrix; else to a batch. */
  public boolean isOfMatrix() {
    return this == TIC || this == TRACE || this == HUTCHINSON || this == EIGENVALUE;
  }

  /** Whether it is a part of a curvature's observation, were it defined for the network. */
  public boolean isOf(CurvatureName curvature) {
    Operator operator = curvature.operator();
    return switch (this) {
      case TIC, TRACE -> operator.diagonal().isPresent();
      case HUTCHINSON, EIGENVALUE ->
          operator.diagonal().isPresent()
              && !operator.isDiagonal()
              && curvature.structure() == Structure.FULL;
      default -> true;
    };
  }

  /**
   * Why a curvature of a network with a loss does not have it, naming the nodes; empty if it has.
   * Of a batch's observables, that of any curvature.
   */
  public Optional<String> missing(CurvatureName curvature, Network network, Loss loss) {
    return switch (this) {
      case DISTANCE, PARAMETER_HISTOGRAM, HUTCHINSON, EIGENVALUE -> Optional.empty();
      case NOISE, GRADIENT_HISTOGRAM, GRADIENT_PARAMETER_HISTOGRAM ->
          new FisherEmpirical().missing(network, loss).or(() -> Layers.missing(network));
      case TRACE -> curvature.operator().diagonal().flatMap(it -> it.missing(network, loss));
      case TIC ->
          NOISE
              .missing(curvature, network, loss)
              .or(() -> curvature.operator().diagonal().flatMap(it -> it.missing(network, loss)));
    };
  }

  /**
   * Its cost in units of {@link PassCost}, roughly: on a batch, or of each matrix.
   *
   * @param probes random vectors
   */
  long cost(int probes, CostBasis basis) {
    long columns = PassCost.LOSS + basis.columns();
    long gradients = PassCost.LOSS + PassCost.reverse(false);
    return switch (this) {
      case DISTANCE -> 0;
      case PARAMETER_HISTOGRAM -> A_LOOK_AT_PARAMETERS;
      case NOISE ->
          gradients + PassCost.reverse(false) + PassCost.sweep(1) + 2 * A_LOOK_AT_PARAMETERS;
      case GRADIENT_HISTOGRAM -> gradients + A_COUNT_OF_GRADIENTS;
      case GRADIENT_PARAMETER_HISTOGRAM -> gradients + A_COUNT_OF_GRADIENTS * 3L / 2;
      case TRACE -> columns;
      case TIC -> columns + gradients;
      case HUTCHINSON -> (long) probes * PassCost.sweep(2);
      case EIGENVALUE -> USUAL_ITERATIONS * (PassCost.sweep(1) + PassCost.reverse(true));
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
