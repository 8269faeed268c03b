package io.alphascope.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;

/** The one JSON document that a command prints with {@code --json}. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A record, or a list of them, as JSON has it. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Absent: null. NaN and infinities, which JSON lacks, are printed as their names in quotes. */
  public static void put(ObjectNode object, String name, OptionalDouble value) {
    object.put(name, value.isPresent() ? (Double) value.getAsDouble() : null);
  }

  /** The same object, with this list in it. */
  public static ObjectNode put(ObjectNode object, String name, List<String> texts) {
    ArrayNode list = object.putArray(name);
    texts.forEach(list::add);
    return object;
  }

  public static void print(JsonNode document) {
    try {
      System.out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always has a text", e);
    }
  }
}
