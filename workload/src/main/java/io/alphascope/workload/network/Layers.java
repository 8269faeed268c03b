package io.alphascope.workload.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a convolutional network together, layer after layer, with the parameters' names and first
 * values that PyTorch gives them. A layer takes the name of a value and returns that of its result.
 */
final class Layers {
  private static final String INPUT = "inputs";

  private final String network;
  private final Activation activation;
  private final Shape sample;
  private final ParameterLayout layout = new ParameterLayout();
  private final List<Node> nodes = new ArrayList<>();

  Layers(String network, Activation activation, Shape sample) {
    this.network = network;
    this.activation = activation;
    this.sample = sample;
  }

  String input() {
    return INPUT;
  }

  private String node(String operator, String name, Map<String, Object> attributes, String... in) {
    nodes.add(Node.of(operator, name, attributes, in));
    return name;
  }

  /** A square convolution. */
  String convolution(
      String name, String x, int in, int out, int kernel, int stride, int padding, boolean bias) {
    long fanIn = (long) in * kernel * kernel;
    Map<String, Object> attributes =
        Map.of(
            "kernel_shape",
            new long[] {kernel, kernel},
            "strides",
            new long[] {stride, stride},
            "pads",
            new long[] {padding, padding, padding, padding});
    String weight = layout.uniform(name + ".weight", fanIn, out, in, kernel, kernel);
    return bias
        ? node("Conv", name, attributes, x, weight, layout.uniform(name + ".bias", fanIn, out))
        : node("Conv", name, attributes, x, weight);
  }

  String dense(String name, String x, int in, int out) {
    String weight = layout.uniform(name + ".weight", in, out, in);
    String bias = layout.uniform(name + ".bias", in, out);
    return node("Gemm", name, Map.of("transB", 1L), x, weight, bias);
  }

  String groupNormalisation(String name, String x, int groups, int channels) {
    String scale = layout.filled(name + ".weight", 1, channels);
    String bias = layout.filled(name + ".bias", 0, channels);
    Map<String, Object> attributes = Map.of("num_groups", (long) groups, "epsilon", 1e-5);
    return node("GroupNormalization", name, attributes, x, scale, bias);
  }

  String activate(String name, String x) {
    return node(activation.operator(), name, Map.of(), x);
  }

  /** Of 2 × 2, without overlap. */
  String maxPool(String name, String x) {
    return node(
        "MaxPool",
        name,
        Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2}),
        x);
  }

  /** The mean of each channel, [n, channels]. */
  String channelMeans(String name, String x) {
    return flatten(name, node("GlobalAveragePool", name + ".pool", Map.of(), x));
  }

  String flatten(String name, String x) {
    return node("Flatten", name, Map.of("axis", 1L), x);
  }

  String add(String name, String a, String b) {
    return node("Add", name, Map.of(), a, b);
  }

  Network network(String output, int classes) {
    long[] shape = new Shape(-1).addAll(sample).getShape();
    Graph graph =
        new Graph(
            List.of(new GraphInput(INPUT, DataType.FLOAT32, shape)),
            nodes,
            Map.of(),
            layout.shapes(),
            output);
    return Network.made(network, Optional.empty(), graph, layout, classes);
  }
}
