package io.alphascope.curvature.observable;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An observable that was asked for, by its name {@code observable[:vectors][@K]}.
 *
 * @param observable which
 * @param probes random vectors of {@code hutchinson}
 * @param every on every K-th step, those whose number K divides; 1: on all
 */
public record ObservableChoice(Observable observable, int probes, long every) {

  private static final Pattern NAME =
      Pattern.compile("(?<name>[a-z_-]+)(:(?<probes>[0-9]+))?(@(?<every>[0-9]+))?");
  private static final int MOST_PROBES = 1000;

  /**
   * Reads a name; that of one of its numbers, {@code mean_gsnr}, stands for the whole observable.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  public static ObservableChoice parse(String text) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text);
    }
    Observable observable = named(matcher.group("name")).orElseThrow(() -> wrong(text));
    int probes = Observable.DEFAULT_PROBES;
    if (matcher.group("probes") != null) {
      if (observable != Observable.HUTCHINSON) {
        throw new IllegalArgumentException(
            "observable '%s' takes no number of vectors".formatted(observable));
      }
      probes = (int) number(text, "vectors", matcher.group("probes"), 2, MOST_PROBES);
    }
    long every =
        matcher.group("every") == null
            ? 1
            : number(text, "steps", matcher.group("every"), 1, 1_000_000_000);
    return new ObservableChoice(observable, probes, every);
  }

  private static Optional<Observable> named(String name) {
    return Arrays.stream(Observable.values())
        .filter(
            observable ->
                observable.toString().equals(name)
                    || observable.quantities().stream()
                        .map(Quantity::toString)
                        .anyMatch(name::equals))
        .findFirst();
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'%s' is no observable; expected NAME or NAME@K, for every K-th step, with NAME one of %s"
            .formatted(text, Observable.names()));
  }

  private static long number(String text, String what, String digits, long least, long most) {
    long number = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "'%s': %s %s; expected a number from %d to %d"
              .formatted(text, digits, what, least, most));
    }
    return number;
  }

  /**
   * Reads a list of names, separated by commas; empty or blank: none.
   *
   * @throws IllegalArgumentException saying what is expected, also where an observable is named
   *     twice
   */
  public static List<ObservableChoice> parseList(String text) {
    return text.isBlank() ? List.of() : parseAll(Arrays.asList(text.split(",", -1)));
  }

  /**
   * Reads names.
   *
   * @throws IllegalArgumentException as {@link #parseList}
   */
  public static List<ObservableChoice> parseAll(List<String> names) {
    Set<Observable> found = EnumSet.noneOf(Observable.class);
    List<ObservableChoice> choices = new ArrayList<>();
    for (String name : names) {
      ObservableChoice choice = parse(name.strip());
      if (!found.add(choice.observable())) {
        throw new IllegalArgumentException(
            "observable '%s' is named twice".formatted(choice.observable()));
      }
      choices.add(choice);
    }
    return List.copyOf(choices);
  }

  /** Whether a step is one of those that it is asked for. */
  public boolean isDue(long step) {
    return step % every == 0;
  }

  /**
   * What it costs on a step on which it is due, in units of {@link
   * io.alphascope.curvature.line.PassCost}.
   *
   * @param curvatures those of one batch
   */
  public int cost(Collection<CurvatureName> curvatures) {
    long matrices =
        observable.isOfMatrix() ? curvatures.stream().filter(observable::isOf).count() : 1;
    return Math.toIntExact(matrices * observable.cost(probes));
  }

  @Override
  public String toString() {
    String vectors =
        observable == Observable.HUTCHINSON && probes != Observable.DEFAULT_PROBES
            ? ":" + probes
            : "";
    return observable + vectors + (every == 1 ? "" : "@" + every);
  }
}
