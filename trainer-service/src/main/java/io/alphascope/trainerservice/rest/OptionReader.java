package io.alphascope.trainerservice.rest;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.trainerservice.run.RefusedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads options, each of its type, out of a JSON object; null is as good as absent. */
final class OptionReader {

  private final JsonNode options;

  /**
   * @param names all options there are
   * @throws RefusedException if it is no object, or has another field
   */
  OptionReader(JsonNode options, List<String> names) {
    if (options == null || !options.isObject()) {
      throw new RefusedException("A run is described by a JSON object, such as {\"epochs\": 1}");
    }
    this.options = options;
    options
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                throw new RefusedException(
                    "'%s' is no option of a run; there are %s"
                        .formatted(name, String.join(", ", names)));
              }
            });
  }

  private Optional<JsonNode> find(String name) {
    return Optional.ofNullable(options.get(name)).filter(value -> !value.isNull());
  }

  private static RefusedException unexpected(String name, JsonNode found, String expected) {
    return new RefusedException("%s: expected %s, found %s".formatted(name, expected, found));
  }

  Optional<String> text(String name) {
    return find(name)
        .map(
            value -> {
              if (!value.isTextual() || value.textValue().isBlank()) {
                throw unexpected(name, value, "a text");
              }
              return value.textValue();
            });
  }

  /** A text that {@code parse} takes, which throws IllegalArgumentException at others. */
  <T> T parsed(String name, String otherwise, Function<String, T> parse) {
    try {
      return parse.apply(text(name).orElse(otherwise));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  /** One of the values, by what {@code toString} gives. */
  <E extends Enum<E>> E oneOf(String name, E otherwise, E[] values) {
    String wanted = text(name).orElse(otherwise.toString());
    return Stream.of(values)
        .filter(value -> value.toString().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "%s: '%s' is unknown; there are %s"
                        .formatted(
                            name,
                            wanted,
                            Stream.of(values)
                                .map(Enum::toString)
                                .collect(Collectors.joining(", ")))));
  }

  OptionalDouble number(String name, String expected) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!found.get().isNumber()) {
      throw unexpected(name, found.get(), expected);
    }
    return OptionalDouble.of(found.get().doubleValue());
  }

  /** False where it is left out. */
  boolean flag(String name) {
    return find(name)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw unexpected(name, value, "true or false");
              }
              return value.booleanValue();
            })
        .orElse(false);
  }

  long whole(String name, long otherwise, long min, long max) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    JsonNode value = found.get();
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw unexpected(name, value, "a whole number from %d to %d".formatted(min, max));
    }
    return value.longValue();
  }

  List<String> texts(String name) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element :
        found
            .filter(JsonNode::isArray)
            .orElseThrow(() -> unexpected(name, found.get(), "a list of texts"))) {
      if (!element.isTextual()) {
        throw unexpected(name, element, "a list of texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** Shapes by name, in their order; empty where it is left out. */
  Map<String, Shape> shapes(String name) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    find(name)
        .ifPresent(
            value -> {
              if (!value.isObject()) {
                throw unexpected(name, value, "an object of shapes, {\"fc.weight\": [10, 784]}");
              }
              value
                  .fields()
                  .forEachRemaining(
                      field -> shapes.put(field.getKey(), shape(name, field.getValue())));
            });
    return shapes;
  }

  private static Shape shape(String name, JsonNode value) {
    List<Long> lengths = new ArrayList<>();
    value.forEach(length -> lengths.add(length.isIntegralNumber() ? length.longValue() : -1));
    if (!value.isArray() || lengths.stream().anyMatch(length -> length < 1)) {
      throw unexpected(name, value, "a shape of positive lengths, [10, 784]");
    }
    return new Shape(lengths);
  }

  Optional<ByteBuffer> bytes(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return ByteBuffer.wrap(Base64.getDecoder().decode(value));
              } catch (IllegalArgumentException e) {
                throw new RefusedException(
                    "%s: expected bytes in base64 (%s)".formatted(name, e.getMessage()));
              }
            });
  }
}
