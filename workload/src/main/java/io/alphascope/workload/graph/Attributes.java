package io.alphascope.workload.graph;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The attributes of a node by name: {@code Long}, {@code Double}, {@code String}, {@code long[]},
 * {@code double[]}, {@code String[]} or {@link Literal}.
 */
public record Attributes(Map<String, Object> values) {

  public static final Attributes NONE = new Attributes(Map.of());

  public Attributes {
    values = Map.copyOf(values);
  }

  public Set<String> names() {
    return values.keySet();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public long integer(String name, long otherwise) {
    return get(name, Long.class, otherwise);
  }

  public boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  public double real(String name, double otherwise) {
    return get(name, Double.class, otherwise);
  }

  public String text(String name, String otherwise) {
    return get(name, String.class, otherwise);
  }

  /** Not a copy. */
  public long[] integers(String name, long... otherwise) {
    return get(name, long[].class, otherwise);
  }

  /** Not a copy. */
  public String[] texts(String name, String... otherwise) {
    return get(name, String[].class, otherwise);
  }

  public Literal literal(String name, Literal otherwise) {
    return get(name, Literal.class, otherwise);
  }

  /** Whether the other has the same names and elements. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that
        && names().equals(that.names())
        && names().stream()
            .allMatch(name -> Objects.deepEquals(values.get(name), that.values.get(name)));
  }

  @Override
  public int hashCode() {
    return names().hashCode();
  }

  private <T> T get(String name, Class<T> type, T otherwise) {
    Object value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "attribute %s: expected %s, found %s"
              .formatted(name, type.getSimpleName(), value.getClass().getSimpleName()));
    }
    return type.cast(value);
  }
}
