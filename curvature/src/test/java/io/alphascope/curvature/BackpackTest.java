package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.NamedArray;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BackPACK's own diagonals and factors times d, in float64; {@code write-backpack.py} beside the
 * values made them.
 */
class BackpackTest {

  private static final Map<String, Map<String, Double>> ERRORS = new TreeMap<>();

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> parameters = new LinkedHashMap<>();

  static Stream<Arguments> cases() throws IOException {
    JsonNode all = new ObjectMapper().readTree(Path.of("src/test/golden/backpack.json").toFile());
    return StreamSupport.stream(all.spliterator(), false)
        .map(
            one ->
                Arguments.of(
                    "%s, %s %s"
                        .formatted(
                            one.get("name").asText(),
                            one.get("loss").asText(),
                            one.get("reduction").asText()),
                    one));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void productsAreBackpacks(String name, JsonNode one) {
    Case problem = problem(one);
    Step step = problem.step();
    Batch batch = problem.batch();
    Map<String, double[]> products = new HashMap<>();
    Map<String, double[]> arrays = new HashMap<>();
    try (StepObserver observer = StepObserver.withProducts()) {
      observer.observe(
          step,
          CurvatureName.parseList("diagonal-ggn,diagonal-hessian,kflr,kfra"),
          choice -> batch,
          new ProductSink() {
            @Override
            public void product(CurvatureName curvature, ByteBuffer product) {
              products.put(curvature.toString(), Problem.doubles(product));
            }

            @Override
            public void array(CurvatureName curvature, NamedArray array) {
              arrays.put(curvature + "." + array.name(), array.values());
            }
          });
    }
    one.get("products")
        .fields()
        .forEachRemaining(
            expected ->
                assertClose(
                    name, expected.getKey(), products.get(expected.getKey()), expected.getValue()));
    one.get("factors")
        .fields()
        .forEachRemaining(
            expected -> {
              for (int tensor = 0; tensor < expected.getValue().size(); tensor++) {
                JsonNode factors = expected.getValue().get(tensor);
                for (int factor = 0; factor < factors.size(); factor++) {
                  String array = "%s.%d.%d".formatted(expected.getKey(), tensor, factor);
                  assertClose(name, array, arrays.get(array), factors.get(factor));
                }
              }
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void quantitiesOfSamplesAreBackpacks(String name, JsonNode one) {
    Case problem = problem(one);
    try (SampleQuantities quantities = new SampleQuantities(problem.step(), problem.batch())) {
      one.get("quantities")
          .fields()
          .forEachRemaining(
              expected ->
                  assertClose(
                      name,
                      expected.getKey(),
                      quantities.array(SampleQuantity.parse(expected.getKey()).orElseThrow()),
                      expected.getValue()));
    }
  }

  private record Case(Step step, Batch batch) {}

  private Case problem(JsonNode one) {
    String[] words = one.get("name").asText().split(" ");
    boolean images = words[0].equals("convolutional");
    Network network = images ? convolutional(words[1], words[2]) : perceptron(words[1]);
    Shape inputs = images ? new Shape(4, 2, 6, 6) : new Shape(4, 5);
    double[] theta = doubles(one.get("theta"));
    Step step =
        new Step(
            network,
            new Loss(
                Loss.Kind.parse(one.get("loss").asText()),
                Loss.Reduction.parse(one.get("reduction").asText())),
            DataType.FLOAT64,
            Problem.bytes(theta, DataType.FLOAT64),
            Problem.bytes(
                ReferenceNetwork.along(theta, doubles(one.get("d")), 1), DataType.FLOAT64),
            null,
            0.1);
    Batch batch =
        new Batch(
            DataType.FLOAT64,
            inputs,
            Problem.bytes(doubles(one.get("inputs")), DataType.FLOAT64),
            Targets.labels(
                StreamSupport.stream(one.get("labels").spliterator(), false)
                    .mapToInt(JsonNode::asInt)
                    .toArray()));
    return new Case(step, batch);
  }

  /** Keeps the largest difference as well, in parts of the norm, by case and name. */
  private static void assertClose(String network, String name, double[] actual, JsonNode expected) {
    double[] values = doubles(expected);
    double norm = 0;
    double largest = 0;
    for (int k = 0; k < values.length; k++) {
      norm += values[k] * values[k];
      largest = Math.max(largest, Math.abs(actual[k] - values[k]));
    }
    assertThat(actual).as(name).containsExactly(values, within(1e-10 * Math.sqrt(norm)));
    ERRORS
        .computeIfAbsent(network, first -> new TreeMap<>())
        .merge(
            name.replaceAll("\\..*", ""),
            norm == 0 ? largest : largest / Math.sqrt(norm),
            Math::max);
  }

  /** The table of docs/backpack.md. */
  @AfterAll
  static void writeTable() throws IOException {
    List<String> matrices = List.of("diagonal-ggn", "diagonal-hessian", "kflr", "kfra");
    List<String> rows = new ArrayList<>();
    ERRORS.forEach(
        (network, errors) -> {
          StringBuilder row = new StringBuilder("| " + network);
          matrices.forEach(matrix -> row.append(" | %.0e".formatted(errors.get(matrix))));
          double arrays =
              errors.entrySet().stream()
                  .filter(error -> !matrices.contains(error.getKey()))
                  .mapToDouble(Map.Entry::getValue)
                  .max()
                  .orElseThrow();
          rows.add(row.append(" | %.0e |".formatted(arrays)).toString());
        });
    Files.write(Path.of("target", "backpack.md"), rows);
  }

  private static double[] doubles(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private String node(String operator, Map<String, Object> attributes, String... inputs) {
    String name = operator + nodes.size();
    nodes.add(Node.of(operator, name, attributes, inputs));
    return name;
  }

  private String parameter(long... shape) {
    String name = "p" + parameters.size();
    parameters.put(name, new Shape(shape));
    return name;
  }

  private String dense(String x, long in, long out) {
    return node("Gemm", Map.of("transB", 1L), x, parameter(out, in), parameter(out));
  }

  private Network perceptron(String activation) {
    String x = node(activation, Map.of(), dense("x", 5, 6));
    x = node(activation, Map.of(), dense(x, 6, 4));
    return network(dense(x, 4, 3), -1, 5);
  }

  private Network convolutional(String activation, String pooling) {
    Map<String, Object> padded = Map.of("pads", new long[] {1, 1, 1, 1});
    Map<String, Object> halved =
        Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
    String x = node("Conv", padded, "x", parameter(3, 2, 3, 3), parameter(3));
    x = node(activation, Map.of(), x);
    x = node(pooling, halved, x);
    x = node("Conv", Map.of(), x, parameter(2, 3, 2, 2), parameter(2));
    x = node(activation, Map.of(), x);
    x = node("Flatten", Map.of(), x);
    return network(dense(x, 8, 3), -1, 2, 6, 6);
  }

  private Network network(String output, long... shape) {
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, shape)),
            nodes,
            Map.of(),
            parameters,
            output);
    return Network.ofGraph("backpack", graph, parameters);
  }
}
