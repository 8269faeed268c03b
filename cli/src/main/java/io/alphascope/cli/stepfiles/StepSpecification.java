package io.alphascope.cli.stepfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.GraphDescription;
import io.alphascope.events.RunSpecification;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.onnx.OnnxNetworks;
import io.alphascope.workload.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * {@code step.json}.
 *
 * @param run that the step belongs to, for publishing it; empty if it has none
 * @param epoch from 1; empty if the file names none
 * @param dataset that {@code indices.npy} refers to; empty: the step brings its own samples
 * @param seed of the run, for fresh batches; empty if the file names none
 * @param step number of the step, for fresh batches
 * @param parameterDistance of theta1 from where the run started; empty if the file names none
 */
record StepSpecification(
    Network network,
    Optional<String> run,
    Optional<Integer> epoch,
    Loss loss,
    double learningRate,
    Optional<String> dataset,
    Optional<Long> seed,
    long step,
    Optional<Double> parameterDistance) {
  private static final String[] NAMES = {
    "activation", "batch_normalisation", "class_axis", "class_weights", "dataset", "epoch",
    "ignore_index", "label_smoothing", "learning_rate", "loss", "network", "parameter_distance",
    "parameters", "reduction", "run", "seed", "step"
  };

  /**
   * @throws CommandFailure naming the field that is missing or wrong
   */
  static StepSpecification read(Path file) {
    JsonNode json = parse(file);
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(List.of(NAMES));
    if (!unknown.isEmpty()) {
      throw new CommandFailure(
          "%s holds the unknown field '%s'".formatted(file, unknown.iterator().next()),
          "known are " + String.join(", ", NAMES));
    }
    try {
      return new StepSpecification(
          network(file, json),
          optional(json, "run", name -> text(json, name, null)),
          optional(json, "epoch", name -> (int) integer(json, name, 1, 1, Integer.MAX_VALUE)),
          new Loss(
              Loss.Kind.parse(text(json, "loss", "cross-entropy")),
              Loss.Reduction.parse(text(json, "reduction", "mean")),
              classes(json)),
          number(json, "learning_rate"),
          optional(json, "dataset", name -> text(json, name, null)),
          optional(json, "seed", name -> integer(json, name, 0, Long.MIN_VALUE, Long.MAX_VALUE)),
          integer(json, "step", 0, 0, Long.MAX_VALUE),
          optional(json, "parameter_distance", name -> number(json, name)));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          "%s cannot be used (%s)".formatted(file, e.getMessage()), "correct that field", e);
    }
  }

  private static Network network(Path file, JsonNode json) {
    String name = text(json, "network", null);
    boolean batchStatistics =
        switch (text(json, "batch_normalisation", "as in the file")) {
          case "as in the file" -> false;
          case "training" -> true;
          default ->
              throw new IllegalArgumentException(
                  "batch_normalisation: expected \"training\", or nothing for what the file says,"
                      + " found "
                      + json.path("batch_normalisation"));
        };
    if (OnnxNetworks.isFile(name)) {
      Path folder = file.toAbsolutePath().getParent();
      return OnnxNetworks.read(folder.resolve(name), texts(json, "parameters"), batchStatistics);
    }
    if (batchStatistics || json.hasNonNull("parameters")) {
      throw new IllegalArgumentException(
          "parameters and batch_normalisation are for a network in an ONNX file, not for " + name);
    }
    return Network.of(name, Activation.parse(text(json, "activation", "relu")));
  }

  private static List<String> texts(JsonNode json, String name) {
    List<JsonNode> texts = elements(json, name, "an array of names", JsonNode::isTextual);
    if (texts.isEmpty() && json.hasNonNull(name)) {
      throw new IllegalArgumentException(name + ": expected an array of names, found []");
    }
    return texts.stream().map(JsonNode::asText).toList();
  }

  private static ClassOptions classes(JsonNode json) {
    return new ClassOptions(
        optional(json, "label_smoothing", name -> number(json, name)).orElse(0.0),
        (int)
            integer(
                json, "ignore_index", ClassOptions.IGNORED, Integer.MIN_VALUE, Integer.MAX_VALUE),
        numbers(json, "class_weights"),
        optional(json, "class_axis", name -> integer(json, name, 1, 1, 1)).isPresent()
            ? ClassOptions.Axis.ONE
            : ClassOptions.Axis.LAST);
  }

  /** As its trainer would have described the run, as far as the file tells. */
  RunSpecification described() {
    ClassOptions classes = loss.classes();
    RunSpecification.Builder described =
        RunSpecification.newBuilder()
            .setNetwork(network.name())
            .setLoss(loss.kind().toString())
            .setReduction(loss.reduction().toString())
            .setLabelSmoothing(classes.labelSmoothing())
            .addAllClassWeights(classes.weights());
    network
        .activation()
        .ifPresentOrElse(
            activation -> described.setActivation(activation.toString()),
            () ->
                GraphDescription.put(
                    described, OnnxWriter.write(network.graph()), network.parameterShapes()));
    if (classes.ignoreIndex() != ClassOptions.IGNORED) {
      described.setIgnoreIndex(classes.ignoreIndex());
    }
    if (classes.axis() == ClassOptions.Axis.ONE) {
      described.setClassAxis(1);
    }
    seed.ifPresent(described::setSeed);
    dataset.ifPresent(described::setDataset);
    return described.build();
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
          "%s is not JSON (%s)".formatted(file, e.getOriginalMessage()),
          "correct it; texts are in UTF-8",
          e);
    } catch (IOException e) {
      throw FileTrouble.failure(
          file + " cannot be read",
          e,
          "name a folder that holds a step: step.json, theta0.npy, theta1.npy, inputs.npy,"
              + " targets.npy");
    }
    throw new CommandFailure(file + " does not hold a JSON object", "correct it");
  }

  private static <T> Optional<T> optional(JsonNode json, String name, Function<String, T> reader) {
    return json.hasNonNull(name) ? Optional.of(reader.apply(name)) : Optional.empty();
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

  private static double number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw new IllegalArgumentException(
          "%s: expected a number, found %s".formatted(name, found(value)));
    }
    return value.asDouble();
  }

  private static List<Double> numbers(JsonNode json, String name) {
    return elements(json, name, "a list of numbers", JsonNode::isNumber).stream()
        .map(JsonNode::asDouble)
        .toList();
  }

  /** None if there is no such field. */
  private static List<JsonNode> elements(
      JsonNode json, String name, String expected, Predicate<JsonNode> kind) {
    if (!json.hasNonNull(name)) {
      return List.of();
    }
    JsonNode array = json.get(name);
    List<JsonNode> elements = StreamSupport.stream(array.spliterator(), false).toList();
    if (!array.isArray() || !elements.stream().allMatch(kind)) {
      throw new IllegalArgumentException(
          "%s: expected %s, found %s".formatted(name, expected, array));
    }
    return elements;
  }

  private static long integer(JsonNode json, String name, long byDefault, long least, long most) {
    if (!json.hasNonNull(name)) {
      return byDefault;
    }
    JsonNode value = json.get(name);
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
