package io.alphascope.curvature;

import io.alphascope.curvature.line.PassCost;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CostBasis;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Structure;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each part of observing a step on one batch costs, in runs of the network on the batch for
 * its values alone ({@link PassCost}).
 *
 * @param shared of the sweeps that all curvatures share, with the loss after the step and, where it
 *     did not come with the step, the gradient
 * @param curvatures what each needs beside that
 * @param observables likewise; of those of a matrix, one entry for each matrix
 * @param arrays of the single samples, each with a sweep of its own
 */
public record Prices(
    long shared, List<CostItem> curvatures, List<CostItem> observables, List<CostItem> arrays) {

  /**
   * @param names those on this batch, all of them defined
   * @param products whether the vectors Bd are wanted
   * @param refusals take the observables that are not defined, and the reasons
   */
  static Prices of(
      Step step,
      BatchChoice choice,
      Batch batch,
      Collection<CurvatureName> names,
      Collection<ObservableChoice> observables,
      boolean products,
      BiConsumer<String, String> refusals) {
    CostBasis basis = new CostBasis(products, outputs(step, batch));
    List<CostItem> priced = new ArrayList<>();
    for (ObservableChoice one : observables) {
      price(one, step, names, basis, refusals, priced);
    }
    return new Prices(
        shared(step, choice, names, products),
        names.stream().map(name -> price(name, step, choice, basis)).toList(),
        priced,
        List.of());
  }

  /** With arrays of the batch's samples; those that are not defined are refused. */
  Prices with(
      List<SampleQuantity> added, Step step, Batch batch, BiConsumer<String, String> refusals) {
    List<CostItem> priced = new ArrayList<>();
    for (SampleQuantity quantity : added) {
      quantity
          .missing(step.network(), step.loss())
          .ifPresentOrElse(
              reason -> refusals.accept(quantity.toString(), reason),
              () -> priced.add(SampleQuantities.cost(quantity, step, batch)));
    }
    return new Prices(shared, curvatures, observables, priced);
  }

  /** Numbers that the network gives for one sample. */
  static long outputs(Step step, Batch batch) {
    long all =
        step.network().outputShape(batch.inputs().stream().map(Batch.Input::shape).toList()).size();
    return Math.max(1, all / batch.size());
  }

  private static long shared(
      Step step, BatchChoice choice, Collection<CurvatureName> names, boolean products) {
    if (names.isEmpty()) {
      return 0;
    }
    Map<Structure, List<Operator>> operators =
        names.stream()
            .collect(
                Collectors.groupingBy(
                    CurvatureName::structure,
                    Collectors.mapping(CurvatureName::operator, Collectors.toList())));
    operators.putIfAbsent(Structure.FULL, List.of()); // swept in any case
    long runs = PassCost.LOSS + (step.hasGradientOn(choice) ? 0 : PassCost.reverse(false));
    for (Map.Entry<Structure, List<Operator>> one : operators.entrySet()) {
      int order = SweepDemand.of(one.getValue(), products).options().order();
      runs += (long) PassCost.sweep(order) * one.getKey().blocks(step.network()).size();
    }
    return runs;
  }

  private static CostItem price(
      CurvatureName name, Step step, BatchChoice choice, CostBasis basis) {
    long blocks = name.structure().blocks(step.network()).size();
    return new CostItem(
        name.toString(),
        name.description(),
        ofEveryStep(step, choice),
        name.operator().cost(basis) * blocks + PassCost.LOSS,
        1);
  }

  private static List<Quantity> ofEveryStep(Step step, BatchChoice choice) {
    return Observable.quantitiesOfEveryStep().stream()
        .filter(quantity -> quantity != Quantity.SLOPE_PUBLISHED || step.hasGradientOn(choice))
        .toList();
  }

  private static void price(
      ObservableChoice choice,
      Step step,
      Collection<CurvatureName> names,
      CostBasis basis,
      BiConsumer<String, String> refusals,
      List<CostItem> priced) {
    Observable observable = choice.observable();
    Stream<CurvatureName> of =
        observable.isOfMatrix() ? names.stream().filter(observable::isOf) : names.stream().limit(1);
    of.forEach(
        name -> {
          String suffix = observable.isOfMatrix() ? " of " + name : "";
          observable
              .missing(name, step.network(), step.loss())
              .ifPresentOrElse(
                  reason -> refusals.accept(observable + suffix, reason),
                  () ->
                      priced.add(
                          new CostItem(
                              choice + suffix,
                              observable.description(),
                              observable.quantities(),
                              choice.cost(List.of(name), basis),
                              choice.every())));
        });
  }

  /** On a step on which everything is due. */
  public long all() {
    return shared + items().mapToLong(CostItem::runs).sum();
  }

  /** Averaged over all steps. */
  public double perStep() {
    return shared + items().mapToDouble(CostItem::runsPerStep).sum();
  }

  /** Everything that was asked for. */
  public Stream<CostItem> items() {
    return Stream.of(curvatures, observables, arrays).flatMap(List::stream);
  }
}
