package io.alphascope.workload.naming;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values of an enum by the names that {@code toString} gives. */
public final class Named {

  private Named() {}

  /** The value of a name, if there is one. */
  public static <E extends Enum<E>> Optional<E> find(E[] values, String name) {
    return Arrays.stream(values).filter(value -> value.toString().equals(name)).findFirst();
  }

  /**
   * The value of a name.
   *
   * @param what the values are, for the message
   * @throws IllegalArgumentException if there is none; the message lists those that there are
   */
  public static <E extends Enum<E>> E parse(String what, E[] values, String name) {
    return find(values, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: '%s' is unknown; there are %s"
                        .formatted(
                            what,
                            name,
                            Arrays.stream(values)
                                .map(Enum::toString)
                                .collect(Collectors.joining(", ")))));
  }
}
