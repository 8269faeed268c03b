package io.alphascope.service.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.alphascope.service.request.RefusedException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The options in a JSON object, each with its type; null means absent. They are not mapped by a
 * library, whose messages say too little: every method throws a {@link RefusedException} that names
 * the option, what was expected and what was found.
 */
public final class Options {

  private final JsonNode options;
  private final String what;

  /** The options that were read: there are no others. */
  private final Set<String> names = new LinkedHashSet<>();

  /**
   * @param what the options describe, for example "run"
   * @param example an example of such an object
   * @throws RefusedException if it is not an object
   */
  public Options(JsonNode options, String what, String example) {
    if (options == null || !options.isObject()) {
      throw new RefusedException(
          "A %s is described by a JSON object, such as %s".formatted(what, example));
    }
    this.options = options;
    this.what = what;
  }

  /**
   * Call this when all options have been read.
   *
   * @throws RefusedException if the object has an option that was not read
   */
  public void requireNoOthers() {
    for (String name : (Iterable<String>) options::fieldNames) {
      if (!names.contains(name)) {
        throw new RefusedException(
            "'%s' is not an option of a %s; the options are %s"
                .formatted(name, what, String.join(", ", names)));
      }
    }
  }

  /**
   * The body of a request; an empty object if there is none.
   *
   * @throws RefusedException if it is not JSON, with line and column
   */
  public static JsonNode body(ObjectMapper json, byte[] body) {
    if (body == null || body.length == 0) {
      return json.createObjectNode();
    }
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          "The body is not JSON: %s (line %d, column %d)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new RefusedException("The body cannot be read: " + e.getMessage());
    }
  }

  /** A value of the JSON object; empty if it is absent or null. */
  public Optional<JsonNode> find(String name, String expected, Predicate<JsonNode> isValid) {
    names.add(name);
    Optional<JsonNode> value = Optional.ofNullable(options.get(name)).filter(one -> !one.isNull());
    value
        .filter(isValid.negate())
        .ifPresent(
            found -> {
              throw unexpected(name, expected, found);
            });
    return value;
  }

  /** The exception for a value of {@link #find} that turns out to be invalid. */
  public static RefusedException unexpected(String name, String expected, JsonNode found) {
    return new RefusedException("%s: expected %s, found %s".formatted(name, expected, found));
  }

  public Optional<String> text(String name) {
    return find(name, "a text", value -> value.isTextual() && !value.textValue().isBlank())
        .map(JsonNode::textValue);
  }

  /** A text, parsed; {@code parse} throws IllegalArgumentException if it is invalid. */
  public <T> T parsed(String name, String otherwise, Function<String, T> parse) {
    String value = text(name).orElse(otherwise);
    return valid(() -> parse.apply(value));
  }

  /** A value made of options; {@code made} throws IllegalArgumentException if they are invalid. */
  public static <T> T valid(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Reason.MISTAKE, e.getMessage(), e);
    }
  }

  public OptionalDouble number(String name, String expected) {
    return find(name, expected, JsonNode::isNumber).stream()
        .mapToDouble(JsonNode::doubleValue)
        .findFirst();
  }

  /** False if it is absent. */
  public boolean flag(String name) {
    return find(name, "true or false", JsonNode::isBoolean)
        .map(JsonNode::booleanValue)
        .orElse(false);
  }

  public long whole(String name, long otherwise, long min, long max) {
    return whole(name, "a whole number from %d to %d".formatted(min, max), min, max)
        .orElse(otherwise);
  }

  public OptionalLong whole(String name, String expected, long min, long max) {
    return find(
            name,
            expected,
            value ->
                value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= min
                    && value.longValue() <= max)
        .stream()
        .mapToLong(JsonNode::longValue)
        .findFirst();
  }

  /**
   * Texts in their order; none if the option is absent.
   *
   * @param expected for example "a list of names"
   */
  public List<String> texts(String name, String expected) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : find(name, expected, JsonNode::isArray).orElse(NullNode.instance)) {
      if (!element.isTextual()) {
        throw unexpected(name, expected, element);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  public Optional<ByteBuffer> bytes(String name) {
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
