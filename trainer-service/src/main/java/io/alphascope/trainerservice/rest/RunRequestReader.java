package io.alphascope.trainerservice.rest;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.events.RunIds;
import io.alphascope.service.request.Options;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.plan.RunRequest;
import io.alphascope.trainerservice.plan.RunRequest.RequestedGraph;
import io.alphascope.trainerservice.plan.WhenBehind;
import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.naming.Named;
import io.alphascope.workload.network.Activation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the request for a run from JSON, and fills in the defaults. */
public final class RunRequestReader {

  private static final String DEFAULT_NETWORK = "784-128-64-10";
  private static final double DEFAULT_LEARNING_RATE = 0.01;
  private static final int DEFAULT_BATCH_SIZE = 64;

  private RunRequestReader() {}

  /**
   * @throws RefusedException naming the option, what was expected and what was found
   */
  public static RunRequest read(JsonNode json) {
    Options options = new Options(json, "run", "{\"epochs\": 1}");
    RunRequest request =
        new RunRequest(
            options.text("run").map(run -> Options.valid(() -> RunIds.check(run))),
            options.text("dataset"),
            options.text("network").orElse(DEFAULT_NETWORK),
            options.parsed("activation", "relu", Activation::parse),
            graph(options),
            loss(options),
            optimizer(options),
            schedule(options),
            (int) options.whole("batch_size", DEFAULT_BATCH_SIZE, 1, Integer.MAX_VALUE),
            (int) options.whole("epochs", 1, 1, 1_000_000),
            options.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE),
            options.text("device"),
            options.texts("curvatures", "a list of texts"),
            options.texts("observables", "a list of texts"),
            (int) options.whole("publish_every", 1, 0, Integer.MAX_VALUE),
            oneOf(options, "when_behind", WhenBehind.WAIT, WhenBehind.values()),
            options.bytes("initial_parameters"),
            options.bytes("sample_order"));
    options.requireNoOthers();
    return request;
  }

  private static Optional<RequestedGraph> graph(Options options) {
    Map<String, Shape> parameters = shapes(options);
    Optional<ByteBuffer> graph = options.bytes("graph");
    if (graph.isPresent() == parameters.isEmpty()) {
      throw new RefusedException(
          "graph: an ONNX model in base64 needs the shapes of its parameters (\"parameters\":"
              + " {\"fc.weight\": [10, 784]}), and they need the model");
    }
    return graph.map(model -> new RequestedGraph(model, parameters));
  }

  /** By name, in their order; empty if left out. */
  private static Map<String, Shape> shapes(Options options) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    options
        .find("parameters", "an object of shapes, {\"fc.weight\": [10, 784]}", JsonNode::isObject)
        .ifPresent(
            value ->
                value
                    .fields()
                    .forEachRemaining(
                        field -> shapes.put(field.getKey(), shape(field.getValue()))));
    return shapes;
  }

  private static Shape shape(JsonNode value) {
    List<Long> lengths = new ArrayList<>();
    value.forEach(length -> lengths.add(length.isIntegralNumber() ? length.longValue() : -1));
    if (!value.isArray() || lengths.stream().anyMatch(length -> length < 1)) {
      throw Options.unexpected("parameters", "a shape of positive lengths, [10, 784]", value);
    }
    return new Shape(lengths);
  }

  private static OptimizerChoice optimizer(Options options) {
    OptimizerChoice.Kind kind =
        oneOf(options, "optimizer", OptimizerChoice.Kind.SGD, OptimizerChoice.Kind.values());
    double learningRate =
        options
            .number("learning_rate", "a positive number, such as 0.01")
            .orElse(DEFAULT_LEARNING_RATE);
    OptionalDouble momentum = options.number("momentum", "a number from 0 to below 1, such as 0.9");
    OptionalDouble weightDecay = options.number("weight_decay", "a number from 0, such as 0.0005");
    boolean nesterov = options.flag("nesterov");
    return Options.valid(
        () -> OptimizerChoice.of(kind, learningRate, momentum, weightDecay, nesterov));
  }

  private static <E extends Enum<E>> E oneOf(
      Options options, String name, E otherwise, E[] values) {
    return options.parsed(name, otherwise.toString(), text -> Named.parse(name, values, text));
  }

  private static LearningRateSchedule schedule(Options options) {
    return new LearningRateSchedule(
        oneOf(
            options,
            "schedule",
            LearningRateSchedule.Kind.CONSTANT,
            LearningRateSchedule.Kind.values()),
        options.whole("warmup", 0, 0, Long.MAX_VALUE));
  }

  private static Loss loss(Options options) {
    Loss loss =
        new Loss(
            options.parsed("loss", "cross-entropy", Loss.Kind::parse),
            options.parsed("reduction", "mean", Loss.Reduction::parse));
    double smoothing = options.number("label_smoothing", "a number from 0 to 1").orElse(0);
    return Options.valid(() -> loss.with(ClassOptions.NONE.withLabelSmoothing(smoothing)));
  }
}
