package io.alphascope.curvatureservice.rest;

import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Quantity;
import java.util.Arrays;
import java.util.List;

/**
 * What this version can observe beside curvatures.
 *
 * @param defaults observed for runs that name none
 */
public record KnownObservables(List<KnownObservable> observables, List<String> defaults) {

  private static final List<CurvatureName> ONE_MATRIX = CurvatureName.parseList("hessian");

  /**
   * One of them. On a step on which it is due it costs about {@code runs} + {@code runs_per_output}
   * × C runs of the network on the batch, C the numbers that the network gives for one sample.
   *
   * @param ofMatrix whether it belongs to each curvature that has it, and costs that for each;
   *     otherwise to the batch
   * @param quantities the numbers that it gives; none of a histogram
   */
  public record KnownObservable(
      String name,
      String description,
      boolean ofMatrix,
      List<String> quantities,
      long runs,
      long runsPerOutput) {

    static KnownObservable of(Observable observable) {
      long runs = runs(observable, 0);
      return new KnownObservable(
          observable.toString(),
          observable.description(),
          observable.isOfMatrix(),
          observable.quantities().stream().map(Quantity::toString).toList(),
          runs,
          runs(observable, 1) - runs);
    }

    private static long runs(Observable observable, int outputs) {
      return ObservableChoice.parse(observable.toString())
          .cost(ONE_MATRIX, new CostBasis(true, outputs));
    }
  }

  static KnownObservables of(List<String> defaults) {
    return new KnownObservables(
        Arrays.stream(Observable.values()).map(KnownObservable::of).toList(), defaults);
  }
}
