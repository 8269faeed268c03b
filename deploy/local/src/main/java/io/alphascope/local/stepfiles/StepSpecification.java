package io.alphascope.local.stepfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.remarks.Workload;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code step.json}.
 *
 * @param run that the step belongs to, for publishing it; empty if it has none
 * @param epoch from 1; empty if the file names none
 * @param dataset that {@code indices.npy} refers to; empty: the step brings its own samples
 * @param seed of the run, for fresh batches; empty if the file names none
 * @param step number of the step, for fresh batches
 */
record StepSpecification(
    Network network,
    Optional<String> run,
    OptionalInt epoch,
    Loss loss,
    double learningRate,
    Optional<String> dataset,
    OptionalLong seed,
    long step) {
  private static final Set<String> NAMES =
      Set.of(
          "network",
          "activation",
          "loss",
          "reduction",
          "learning_rate",
          "dataset",
          "seed",
          "step",
          "epoch",
          "run");

  /**
   * @throws CommandFailure naming the field that is missing or wrong
   */
  static StepSpecification read(Path file) {
    JsonNode json = parse(file);
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new CommandFailure(
          "%s holds the unknown field '%s'".formatted(file, unknown.iterator().next()),
          "known are " + String.join(", ", new TreeSet<>(NAMES)));
    }
    try {
      Activation activation = Activation.parse(text(json, "activation", "relu"));
      return new StepSpecification(
          Network.of(text(json, "network", null), activation),
          json.hasNonNull("run") ? Optional.of(text(json, "run", null)) : Optional.empty(),
          json.hasNonNull("epoch")
              ? OptionalInt.of((int) integer(json, "epoch", 1, 1, Integer.MAX_VALUE))
              : OptionalInt.empty(),
          new Loss(
              Loss.Kind.parse(text(json, "loss", "cross-entropy")),
              Loss.Reduction.parse(text(json, "reduction", "mean"))),
          learningRate(json),
          json.hasNonNull("dataset") ? Optional.of(text(json, "dataset", null)) : Optional.empty(),
          json.hasNonNull("seed")
              ? OptionalLong.of(integer(json, "seed", 0, Long.MIN_VALUE, Long.MAX_VALUE))
              : OptionalLong.empty(),
          integer(json, "step", 0, 0, Long.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "%s cannot be used (%s)".formatted(file, e.getMessage()), "correct that field", e);
    }
  }

  Workload workload() {
    return new Workload(
        network.architecture(),
        network.activation().toString(),
        loss.kind().toString(),
        loss.reduction().toString(),
        dataset.orElse(""));
  }

  private static JsonNode parse(Path file) {
    try {
      // From bytes, of which Jackson finds the encoding: UTF-8 or UTF-16, marked or not.
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "%s is no JSON (%s)".formatted(file, e.getOriginalMessage()),
          "correct it; texts are in UTF-8",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be read (%s)".formatted(file, FileTrouble.reason(e)),
          "name a folder that holds a step: step.json, theta0.npy, theta1.npy, inputs.npy,"
              + " targets.npy",
          e);
    }
    throw new CommandFailure(file + " holds no JSON object", "correct it");
  }

  private static String text(JsonNode json, String name, String byDefault) {
    JsonNode value = json.path(name);
    if (value.isTextual()) {
      return value.asText();
    }
    if (value.isMissingNode() && byDefault != null) {
      return byDefault;
    }
    throw new IllegalArgumentException(
        "%s: expected a text, found %s".formatted(name, found(value)));
  }

  private static double learningRate(JsonNode json) {
    JsonNode value = json.path("learning_rate");
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw new IllegalArgumentException("learning_rate: expected a number, found " + found(value));
    }
    return value.asDouble();
  }

  private static long integer(JsonNode json, String name, long byDefault, long least, long most) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return byDefault;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < least
        || value.asLong() > most) {
      throw new IllegalArgumentException(
          "%s: expected an integer from %d to %d, found %s"
              .formatted(name, least, most, found(value)));
    }
    return value.asLong();
  }

  private static String found(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.toString();
  }
}
