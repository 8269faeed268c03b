package io.alphascope.curvature.operator;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The operators there are, found on the class path as {@link Operator} says. */
public final class Operators {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private static final Operators ALL =
      new Operators(
          StreamSupport.stream(
                  ServiceLoader.load(Operator.class, Operators.class.getClassLoader())
                      .spliterator(),
                  false)
              .toList());

  private final Map<String, Operator> byName = new TreeMap<>();

  /**
   * @throws IllegalStateException naming an operator whose name is invalid, or two with the same
   *     name
   */
  Operators(List<Operator> operators) {
    for (Operator operator : operators) {
      if (!NAME.matcher(operator.name()).matches()) {
        throw new IllegalStateException(
            "%s: '%s' cannot be an operator's name; expected lower-case letters, digits and hyphens"
                .formatted(operator.getClass().getName(), operator.name()));
      }
      Operator other = byName.put(operator.name(), operator);
      if (other != null) {
        throw new IllegalStateException(
            "%s and %s are both named '%s'; give one of them another name"
                .formatted(
                    other.getClass().getName(), operator.getClass().getName(), operator.name()));
      }
    }
  }

  /** All of them, with their default arguments, by name. */
  public static List<Operator> all() {
    return List.copyOf(ALL.byName.values());
  }

  /** Their names, joined for a message. */
  static String names() {
    return String.join(", ", ALL.byName.keySet());
  }

  /**
   * Finds an operator.
   *
   * @param argument null: the default
   * @throws IllegalArgumentException saying what is wrong with either
   */
  static Operator find(String name, String argument) {
    Operator operator = ALL.byName.get(name);
    if (operator == null) {
      throw new IllegalArgumentException("there is no operator '%s'".formatted(name));
    }
    return argument == null ? operator : operator.with(argument);
  }
}
