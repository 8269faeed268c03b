package io.alphascope.cli.training;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network in a file: {@code {"layers": [784, 128, 64, 10], "activation": "relu"}}. A number is
 * the width of a dense layer, the first that of the inputs; the activation may be left out. Read
 * token by token, so that every mistake has a line.
 */
record NetworkFile(Path file, JsonParser json) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int LARGEST_WIDTH = 999_999_999;
  private static final String REMEDY =
      "write {\"layers\": [784, 128, 64, 10], \"activation\": \"relu\"}, the activation being"
          + " optional";

  /**
   * @throws CommandFailure naming the file, and the line where it is wrong
   */
  static NetworkOption read(Path file) {
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = JSON.createParser(in)) {
      return new NetworkFile(file, json).network();
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "--network %s, line %d: not JSON (%s)"
              .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()),
          REMEDY,
          e);
    } catch (IOException e) {
      throw FileTrouble.failure(
          "--network %s cannot be read".formatted(file),
          e,
          "name a file that exists and can be read");
    }
  }

  private NetworkOption network() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
    List<String> widths = List.of();
    Optional<String> activation = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "layers" -> {
          expect(value, JsonToken.START_ARRAY, "layers: a list of widths");
          widths = widths();
        }
        case "activation" -> {
          expect(value, JsonToken.VALUE_STRING, "activation: a text");
          activation = Optional.of(json.getText());
        }
        default -> throw wrong("'%s' is unknown".formatted(name));
      }
    }
    if (json.nextToken() != null) {
      throw wrong("something follows the object");
    }
    if (widths.size() < 2) {
      throw wrong("layers: expected at least two widths, found " + widths.size());
    }
    return new NetworkOption(String.join("-", widths), activation);
  }

  private List<String> widths() throws IOException {
    List<String> widths = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, "layers: a width");
      long width = json.getLongValue();
      if (width < 1 || width > LARGEST_WIDTH) {
        throw wrong(
            "layers: expected a width from 1 to %d, found %d".formatted(LARGEST_WIDTH, width));
      }
      widths.add(Long.toString(width));
    }
    return widths;
  }

  private void expect(JsonToken found, JsonToken expected, String what) throws IOException {
    if (found != expected) {
      throw wrong(
          "expected %s, found %s".formatted(what, found == null ? "nothing" : json.getText()));
    }
  }

  private CommandFailure wrong(String what) {
    return new CommandFailure(
        "--network %s, line %d: %s".formatted(file, json.currentTokenLocation().getLineNr(), what),
        REMEDY);
  }
}
