package io.alphascope.workload.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code dataset.json}, in which a user says what arrays do not.
 *
 * @param normalisation of bytes
 * @param classes how many there are
 */
record OwnDescription(Optional<Normalisation> normalisation, OptionalInt classes) {

  static final String FILE = "dataset.json";

  private static final Set<String> FIELDS = Set.of("mean", "standard_deviation", "classes");

  /**
   * Reads a file, which need not be there.
   *
   * @throws DatasetException naming what cannot be read
   */
  static OwnDescription read(Path file) {
    if (!Files.exists(file)) {
      return new OwnDescription(Optional.empty(), OptionalInt.empty());
    }
    JsonNode json = parse(file);
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw broken(file, "the unknown field '%s'".formatted(name));
      }
    }
    if (json.has("mean") != json.has("standard_deviation")) {
      throw broken(file, "one of mean and standard_deviation without the other");
    }
    try {
      return new OwnDescription(
          json.has("mean")
              ? Optional.of(
                  new Normalisation(
                      numbers(json.get("mean"), file),
                      numbers(json.get("standard_deviation"), file)))
              : Optional.empty(),
          json.has("classes") ? classes(json.get("classes"), file) : OptionalInt.empty());
    } catch (IllegalArgumentException e) {
      throw broken(file, e.getMessage());
    }
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw broken(file, "no JSON (%s)".formatted(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new DatasetException(
          "%s cannot be read (%s); let this user read it".formatted(file, e.getMessage()), e);
    }
    throw broken(file, "no JSON object");
  }

  /** A number stands for a list of one. */
  private static List<Double> numbers(JsonNode value, Path file) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode number : value.isArray() ? value : List.of(value)) {
      if (!number.isNumber()) {
        throw broken(file, "%s where a number should be".formatted(number));
      }
      numbers.add(number.doubleValue());
    }
    return numbers;
  }

  private static OptionalInt classes(JsonNode names, Path file) {
    if (!names.isArray() || names.isEmpty()) {
      throw broken(file, "classes that are not a list of names: %s".formatted(names));
    }
    for (JsonNode name : names) {
      if (!name.isTextual()) {
        throw broken(file, "the class %s, which is not a name in quotes".formatted(name));
      }
    }
    return OptionalInt.of(names.size());
  }

  private static DatasetException broken(Path file, String found) {
    return new DatasetException(
        "%s holds %s; it may hold {\"mean\": 0.5, \"standard_deviation\": 0.25, \"classes\": [\"cat\", \"dog\"]}, all optional, and lists of numbers for each channel"
            .formatted(file, found));
  }
}
