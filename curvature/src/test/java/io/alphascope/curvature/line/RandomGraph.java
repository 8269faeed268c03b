package io.alphascope.curvature.line;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A network of smooth operators, put together at random: of values [n, width] one from others. */
final class RandomGraph {

  static final int INPUTS = 4;
  private static final int WIDEST = 12;

  private record Rows(String name, int width) {}

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Literal> literals = new HashMap<>();
  private final Map<String, Shape> parameters = new LinkedHashMap<>();
  private final List<Rows> values = new ArrayList<>();

  private RandomGraph(Random random) {
    this.random = random;
  }

  static Network network(Random random, int parts) {
    RandomGraph graph = new RandomGraph(random);
    graph.values.add(new Rows("x", INPUTS));
    graph.values.add(graph.linear(graph.values.get(0)));
    for (int part = 0; part < parts; part++) {
      graph.values.add(graph.narrow(graph.part()));
    }
    return graph.build();
  }

  private Network build() {
    Graph whole =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, new long[] {-1, INPUTS})),
            nodes,
            literals,
            parameters,
            last().name);
    Graph bound = whole.boundTo(parameters);
    Map<String, Shape> used = new LinkedHashMap<>(parameters);
    used.keySet()
        .retainAll(
            bound.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .collect(Collectors.toSet()));
    String name = nodes.stream().map(Node::operator).collect(Collectors.joining(" "));
    return Network.ofGraph(name, bound, used);
  }

  private Rows last() {
    return values.get(values.size() - 1);
  }

  /** Mostly the last, so that most of what is made is used. */
  private Rows any() {
    return random.nextInt(3) > 0 ? last() : values.get(random.nextInt(values.size()));
  }

  private Rows part() {
    Rows x = last();
    return switch (random.nextInt(16)) {
      case 0 -> linear(x);
      case 1 -> rows(node("MatMul", x.name, parameter(x.width, 3)), 3);
      case 2 -> same("Tanh", x);
      case 3 ->
          same(List.of("Sigmoid", "Softplus", "Gelu", "Erf", "Sin").get(random.nextInt(5)), x);
      case 4 -> same("Exp", same("Mul", x, literal(0.1)));
      case 5 -> same(random.nextBoolean() ? "Softmax" : "LogSoftmax", x);
      case 6 -> layer(x);
      case 7 -> concat(x, any());
      case 8 -> combine(x, any());
      case 9 -> same("Mul", x, parameter(x.width));
      case 10 -> same("Sub", x, node("ReduceMean", x.name, integers(1)));
      case 11 -> convolution(x);
      case 12 -> same("Div", x, node("Add", node("Softplus", x.name), literal(0.5)));
      case 13 -> transposed(x);
      case 14 -> batchStatistics(x);
      default -> products(x, any());
    };
  }

  private Rows linear(Rows x) {
    int width = 2 + random.nextInt(4);
    return rows(
        node("Gemm", Map.of("transB", 1L), x.name, parameter(width, x.width), parameter(width)),
        width);
  }

  private Rows concat(Rows a, Rows b) {
    return rows(node("Concat", Map.of("axis", 1L), a.name, b.name), a.width + b.width);
  }

  /** Elementwise, as far as the narrower reaches. */
  private Rows combine(Rows a, Rows b) {
    int width = Math.min(a.width, b.width);
    String operator = List.of("Add", "Mul", "Sub").get(random.nextInt(3));
    return rows(node(operator, slice(a, width).name, slice(b, width).name), width);
  }

  /** Each with each, by Einstein's rule, and summed up. */
  private Rows products(Rows a, Rows b) {
    String outer = node("Einsum", Map.of("equation", "ni,nj->nij"), a.name, b.name);
    return rows(
        node("ReduceSum", Map.of("keepdims", 0L), node("Tanh", outer), integers(2)), a.width);
  }

  private Rows convolution(Rows x) {
    String image = node("Unsqueeze", x.name, integers(1));
    String planes =
        node("Conv", Map.of("pads", new long[] {1, 1}), image, parameter(2, 1, 3), parameter(2));
    return rows(node("Flatten", planes), 2 * x.width);
  }

  private Rows transposed(Rows x) {
    int even = x.width / 2 * 2;
    String pairs = node("Reshape", slice(x, even).name, integers(0, -1, 2));
    String turned = node("Transpose", Map.of("perm", new long[] {0, 2, 1}), pairs);
    return rows(node("Reshape", turned, integers(0, even)), even);
  }

  /** Its ε keeps rows of nearly equal numbers from bending too sharply for differences. */
  private Rows layer(Rows x) {
    String scale = parameter(x.width);
    return rows(
        node("LayerNormalization", Map.of("epsilon", 0.1), x.name, scale, parameter(x.width)),
        x.width);
  }

  private Rows batchStatistics(Rows x) {
    String none = name();
    literals.put(none, Literal.of(new double[x.width]));
    return rows(
        node(
            "BatchNormalization",
            Map.of("training_mode", 1L, "epsilon", 0.1),
            x.name,
            parameter(x.width),
            parameter(x.width),
            none,
            none),
        x.width);
  }

  private Rows narrow(Rows x) {
    return slice(x, Math.min(x.width, WIDEST));
  }

  private Rows slice(Rows x, int width) {
    return width == x.width
        ? x
        : rows(node("Slice", x.name, integers(0), integers(width), integers(1)), width);
  }

  private Rows same(String operator, Rows x, String... others) {
    String[] operands = new String[others.length + 1];
    operands[0] = x.name;
    System.arraycopy(others, 0, operands, 1, others.length);
    return rows(node(operator, operands), x.width);
  }

  private static Rows rows(String name, int width) {
    return new Rows(name, width);
  }

  private String node(String operator, String... operands) {
    return node(operator, Map.of(), operands);
  }

  private String node(String operator, Map<String, Object> attributes, String... operands) {
    String name = name();
    nodes.add(Node.of(operator, name, attributes, operands));
    return name;
  }

  private String parameter(long... shape) {
    String name = "p" + parameters.size();
    parameters.put(name, new Shape(shape));
    return name;
  }

  private String integers(long... integers) {
    String name = name();
    literals.put(name, Literal.of(integers));
    return name;
  }

  private String literal(double number) {
    String name = name();
    literals.put(name, Literal.of(number));
    return name;
  }

  private String name() {
    return "v" + (nodes.size() + literals.size());
  }
}
