package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.operator.Operators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;

/** A network: a graph, and which of its values are parameters. Immutable. */
public final class Network {

  /** A vector of more does not fit into a buffer of float64. */
  private static final int MOST_PARAMETERS = Integer.MAX_VALUE / Double.BYTES;

  private final String name;
  private final Optional<Activation> activation;
  private final Graph graph;
  private final List<ParameterTensor> parameters;
  private final OptionalLong outputs;
  private final boolean couplesSamples;
  private final LongFunction<float[]> initial;
  private final Trials trials = new Trials();

  /**
   * @param name for people, and for those who know the network by it
   * @param activation of a perceptron, which name and activation say all of; empty: the graph does
   * @param graph bound to the parameters
   * @param shapes of the parameters by name, in the order of the flat vector
   * @param outputs per sample, if they are known
   * @param initial draws parameters from a seed; null: not available
   * @throws IllegalArgumentException if there are too many parameters, or none
   */
  private Network(
      String name,
      Optional<Activation> activation,
      Graph graph,
      Map<String, Shape> shapes,
      OptionalLong outputs,
      LongFunction<float[]> initial) {
    this.name = name;
    this.activation = activation;
    this.graph = graph;
    this.outputs = outputs;
    this.couplesSamples = Operators.coupleSamples(graph);
    this.initial = initial;
    List<ParameterTensor> tensors = new ArrayList<>();
    long offset = 0;
    for (Map.Entry<String, Shape> tensor : shapes.entrySet()) {
      tensors.add(new ParameterTensor(tensor.getKey(), tensor.getValue(), offset));
      offset += tensor.getValue().size();
    }
    if (offset > MOST_PARAMETERS || offset < 1) {
      throw new IllegalArgumentException(
          "network: '%s' has %d parameters; 1 to %d are possible"
              .formatted(name, offset, MOST_PARAMETERS));
    }
    this.parameters = List.copyOf(tensors);
  }

  /**
   * A multi-layer perceptron by its widths, inputs first, outputs last: {@code 784-128-64-10}.
   *
   * @throws IllegalArgumentException naming what is wrong with the architecture
   */
  public static Network of(String architecture, Activation activation) {
    return Perceptron.of(architecture, activation);
  }

  /**
   * A network whose graph came from elsewhere.
   *
   * @param shapes of the parameters by name, in the order of the flat vector
   * @throws IllegalArgumentException if there are too many parameters, or none
   */
  public static Network ofGraph(String name, Graph graph, Map<String, Shape> shapes) {
    return new Network(
        name, Optional.empty(), graph.boundTo(shapes), shapes, OptionalLong.empty(), null);
  }

  static Network made(
      String name,
      Optional<Activation> activation,
      Graph graph,
      ParameterLayout layout,
      long outputs) {
    return new Network(
        name, activation, graph, layout.shapes(), OptionalLong.of(outputs), layout::draw);
  }

  /** The same network, with the values that its parameters start from. */
  public Network startingFrom(LongFunction<float[]> values) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    parameters.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    return new Network(name, activation, graph, shapes, outputs, values);
  }

  /** What it is called: the widths of a perceptron, a preset's name, a file's. */
  public String name() {
    return name;
  }

  /** Of a perceptron, which its widths and this say all of; empty of other networks. */
  public Optional<Activation> activation() {
    return activation;
  }

  /** Computes the outputs from inputs and parameters. */
  public Graph graph() {
    return graph;
  }

  public List<GraphInput> inputs() {
    return graph.inputs();
  }

  /** The parameter tensors in the order of the flat vector. */
  public List<ParameterTensor> parameters() {
    return parameters;
  }

  public List<String> parameterNames() {
    return parameters.stream().map(ParameterTensor::name).toList();
  }

  /** Lengths of the axes of each parameter tensor by its name, in the same order. */
  public Map<String, long[]> parameterShapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    parameters.forEach(tensor -> shapes.put(tensor.name(), tensor.shape().getShape()));
    return shapes;
  }

  /** Length of the flat parameter vector. */
  public long parameterCount() {
    ParameterTensor last = parameters.get(parameters.size() - 1);
    return last.offset() + last.size();
  }

  /** The number of samples that the graph was exported for, where it takes no other. */
  public OptionalLong onlyNumberOfSamples() {
    return inputs().stream()
        .filter(input -> input.shape() != null && input.shape().length > 0 && input.shape()[0] >= 0)
        .mapToLong(input -> input.shape()[0])
        .findFirst();
  }

  /** Whether the outputs of a sample depend on the others, as where a batch is normalised. */
  public boolean couplesSamples() {
    return couplesSamples;
  }

  /** Whether a batch may be computed part by part. */
  public boolean canBeParted() {
    return !couplesSamples && onlyNumberOfSamples().isEmpty();
  }

  /** Outputs per sample; empty if only running it would tell. */
  public OptionalLong outputs() {
    return outputs;
  }

  /**
   * Shape of the outputs, [n, …]; without axes where the graph computes the loss of a batch as a
   * whole. Found by running the network once on a sample of zeros, or on two where samples are
   * coupled.
   *
   * @param inputs shapes of its inputs, [n, …] each
   * @throws IllegalArgumentException if the network cannot take such inputs, or cannot be computed,
   *     with the reason
   */
  public Shape outputShape(List<Shape> inputs) {
    List<Shape> fitted = fitted(inputs);
    long samples = samples(fitted);
    if (outputs.isPresent()) {
      return new Shape(samples, outputs.getAsLong());
    }
    Shape ofFew = trial(fitted).output();
    return ofFew.dimension() == 0 ? ofFew : new Shape(samples).addAll(ofFew.slice(1));
  }

  /**
   * Multiply-adds of computing the outputs once, without derivatives: those of matrix products and
   * convolutions, and one for each element of what is not linear. Found as {@link #outputShape} is.
   *
   * @param inputs shapes of its inputs, [n, …] each
   * @throws IllegalArgumentException if the network cannot take such inputs, or cannot be computed,
   *     with the reason
   */
  public long multiplyAdds(List<Shape> inputs) {
    List<Shape> fitted = fitted(inputs);
    Trials.Trial trial = trial(fitted);
    return Math.round((double) trial.multiplyAdds() / trial.samples() * samples(fitted));
  }

  /** Shapes of the inputs for n samples; empty if the graph leaves other lengths open. */
  public Optional<List<Shape>> inputShapes(long samples) {
    List<Shape> known =
        inputs().stream().flatMap(input -> input.shapeForSamples(samples).stream()).toList();
    return known.size() == inputs().size() ? Optional.of(known) : Optional.empty();
  }

  /**
   * The first of some nodes whose first result does not have a row for each sample that depends on
   * this sample alone, found by running the network on random numbers (see {@link SampleProbe});
   * empty if there is none, or if the graph leaves lengths of its inputs open.
   */
  public Optional<Node> withoutSamples(Set<Node> nodes) {
    return inputShapes(onlyNumberOfSamples().orElse(3))
        .flatMap(shapes -> new SampleProbe(this, shapes).mixed(nodes));
  }

  /**
   * Shapes of the first results of some nodes, [n, …], found by running the network on zeros; empty
   * if the graph leaves lengths of its inputs open.
   */
  public Map<Node, Shape> results(Set<Node> nodes) {
    return inputShapes(onlyNumberOfSamples().orElse(couplesSamples ? 2 : 1))
        .map(shapes -> Trials.results(this, shapes, nodes))
        .orElse(Map.of());
  }

  private Trials.Trial trial(List<Shape> fitted) {
    return trials.of(this, fitted, onlyNumberOfSamples().orElse(couplesSamples ? 2 : 1));
  }

  private List<Shape> fitted(List<Shape> shapes) {
    List<Shape> fitted = new ArrayList<>();
    for (int input = 0; input < inputs().size(); input++) {
      fitted.add(inputs().get(input).fit(shapes.get(input)));
    }
    return fitted;
  }

  private static long samples(List<Shape> inputs) {
    return inputs.isEmpty() ? 1 : inputs.get(0).get(0);
  }

  /** Whether {@link #initialParameters} are known. */
  public boolean hasInitialParameters() {
    return initial != null;
  }

  /**
   * Parameters to start from, flat: drawn from the seed as PyTorch's layers draw theirs, or a
   * file's own.
   *
   * @throws IllegalStateException if none are known
   */
  public float[] initialParameters(long seed) {
    if (initial == null) {
      throw new IllegalStateException("network " + name + " came without parameters");
    }
    return initial.apply(seed);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Network that
            && name.equals(that.name)
            && parameters.equals(that.parameters)
            && graph.equals(that.graph);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, parameters);
  }

  @Override
  public String toString() {
    return name;
  }
}
