package io.alphascope.cli.step;

import io.alphascope.curvature.SampleQuantity;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.naming.Named;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code --quantity} names: numbers of every observation, and arrays of the single samples.
 *
 * @param numbers empty: all that are observed
 */
record QuantityOption(Set<Quantity> numbers, List<SampleQuantity> arrays) {

  /**
   * @throws CommandFailure listing the names that there are
   */
  static QuantityOption parse(List<String> names) {
    Set<Quantity> numbers = EnumSet.noneOf(Quantity.class);
    List<SampleQuantity> arrays = new ArrayList<>();
    try {
      for (String name : names) {
        SampleQuantity.parse(name.strip())
            .ifPresentOrElse(arrays::add, () -> numbers.add(number(name.strip())));
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--quantity is wrong", e.getMessage(), e);
    }
    return new QuantityOption(numbers, arrays.stream().distinct().toList());
  }

  private static Quantity number(String name) {
    return Named.find(Quantity.values(), name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "quantity: '%s' is unknown; there are the numbers %s, and the arrays %s"
                        .formatted(
                            name,
                            Arrays.stream(Quantity.values())
                                .map(Quantity::toString)
                                .collect(Collectors.joining(", ")),
                            SampleQuantity.names())));
  }

  /** Those asked for, and those that the named numbers need. */
  List<ObservableChoice> observables(List<ObservableChoice> asked) {
    List<ObservableChoice> all = new ArrayList<>(asked);
    for (Observable observable : Observable.values()) {
      boolean isAsked = asked.stream().anyMatch(choice -> choice.observable() == observable);
      if (!isAsked && observable.quantities().stream().anyMatch(numbers::contains)) {
        all.add(ObservableChoice.parse(observable.toString()));
      }
    }
    return all;
  }

  /**
   * The numbers to show, in their order.
   *
   * @param observed beside those of every step
   */
  Set<Quantity> shown(List<ObservableChoice> observed) {
    Set<Quantity> shown = EnumSet.noneOf(Quantity.class);
    if (numbers.isEmpty()) {
      shown.addAll(Observable.quantitiesOfEveryStep());
      observed.forEach(choice -> shown.addAll(choice.observable().quantities()));
    }
    shown.addAll(numbers);
    return shown;
  }
}
