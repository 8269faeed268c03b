package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.UnsafeByteOperations;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network from an ONNX file, versions 11 to 23 of the operators. Its tensors are views of the
 * mapped file, which must not change as long as this and what is bound of it are in use. Of several
 * outputs the first counts. Operators are not checked here, but where the bound graph is run: what
 * serves no purpose may be anything.
 */
public final class OnnxModel {
  private final String name;
  private final Graph graph;
  private final List<String> parameters;
  private final long[] outputShape;

  private OnnxModel(String name, Graph graph, List<String> parameters, long[] outputShape) {
    this.name = name;
    this.graph = graph;
    this.parameters = parameters;
    this.outputShape = outputShape;
  }

  /**
   * @throws OnnxException naming the file, what is wrong with it, and the remedy
   */
  public static OnnxModel read(Path file) {
    try {
      return of(file.toString(), ModelBytes.parse(file), ExternalData.beside(file));
    } catch (IOException e) {
      throw new OnnxException("%s: its folder cannot be read: %s".formatted(file, e), e);
    } catch (IllegalArgumentException e) {
      throw OnnxException.in(file.toString(), e);
    }
  }

  /**
   * @param name of the file, for messages
   */
  static OnnxModel of(String name, ModelProto model, ExternalData external) {
    GraphReader reader = new GraphReader(model, external);
    Graph graph = reader.read();
    List<String> tensors = new ArrayList<>(reader.initializerNames());
    if (reader.keepsOneOfEqualTensors()) {
      SeparateTensors separate = SeparateTensors.of(graph);
      graph = separate.graph();
      tensors.addAll(separate.names());
    }
    return new OnnxModel(
        name, graph, TrainedValues.of(graph, tensors, reader.kinds()), reader.outputShape());
  }

  /**
   * Reads what {@link OnnxWriter} made of a bound graph.
   *
   * @param bytes must not be changed
   * @param names of the parameters
   * @param shapes of the parameters
   * @return the graph, bound to them
   * @throws OnnxException if the bytes are not a model, or one without one of the parameters, or
   *     with another shape of it
   */
  public static Graph read(byte[] bytes, List<String> names, List<Shape> shapes) {
    ModelProto model = ModelBytes.parse(UnsafeByteOperations.unsafeWrap(bytes));
    Map<String, Shape> parameters = byName(names, shapes);
    Graph graph;
    try {
      graph = new GraphReader(model, ExternalData.none()).read();
    } catch (OnnxException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw OnnxException.in("the graph", e);
    }
    Map<String, GraphInput> inputs =
        graph.inputs().stream().collect(Collectors.toMap(GraphInput::name, input -> input));
    parameters.forEach(
        (parameter, shape) -> {
          GraphInput input = inputs.get(parameter);
          if (input == null || !input.type().isFloating() || !input.takes(shape)) {
            throw new OnnxException(
                "the parameter '%s' of shape %s: in the graph it is %s"
                    .formatted(parameter, shape, input == null ? "missing" : input.shapeText()));
          }
        });
    return graph.boundTo(parameters);
  }

  /** The inputs that are not tensors of the file, in its order; unused ones too. */
  public List<GraphInput> inputs() {
    return graph.inputs();
  }

  /** −1: any length; null: the file does not say it. */
  public long[] outputShape() {
    return outputShape == null ? null : outputShape.clone();
  }

  /**
   * Names of the tensors that are trained, as far as the file marks them, in its order: those of
   * floating type that a gradient of the output reaches, less buffers, running statistics and
   * constants of the code.
   */
  public List<String> parameters() {
    return List.copyOf(parameters);
  }

  /** The same with every batch normalised by its own statistics, whatever the exporter wrote. */
  public OnnxModel withBatchNormalisationInTraining() {
    List<Node> nodes =
        graph.nodes().stream()
            .map(
                node ->
                    node.operator().equals("BatchNormalization") && node.domain().isEmpty()
                        ? inTraining(node)
                        : node)
            .toList();
    return new OnnxModel(
        name,
        new Graph(graph.inputs(), nodes, graph.literals(), graph.declared(), graph.output()),
        parameters,
        outputShape);
  }

  private static Node inTraining(Node node) {
    Map<String, Object> attributes = new HashMap<>(node.attributes().values());
    attributes.put("training_mode", 1L);
    return new Node(
        node.name(),
        node.operator(),
        node.domain(),
        node.opset(),
        node.inputs(),
        node.outputs(),
        new Attributes(attributes));
  }

  /** Sets apart the {@link #parameters}. */
  public BoundNetwork bind() {
    return bind(parameters);
  }

  /**
   * Sets parameters apart. Each is a tensor of the file, or a value that the file makes of one by
   * Identity or by casts between floating types.
   *
   * @param names in the order of θ
   * @throws OnnxException if there is a name twice, or the file lacks one
   */
  public BoundNetwork bind(List<String> names) {
    try {
      return bound(names);
    } catch (IllegalArgumentException e) {
      throw OnnxException.in(name, e);
    }
  }

  private BoundNetwork bound(List<String> names) {
    if (names.isEmpty()) {
      throw new OnnxException("there are no parameters in it that could be trained");
    }
    ParameterAliases aliases = new ParameterAliases(graph);
    List<String> missing =
        names.stream().filter(parameter -> aliases.tensor(parameter).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new OnnxException(
          "it has no parameters %s; it has %s. %s: optimize=True, the default, folds and renames them;"
                  .formatted(
                      Names.some(missing),
                      Names.some(parameters),
                      "Write the network with " + Export.LINE)
              + " a tensor that two modules share has the name of one of them");
    }
    List<Literal> tensors = names.stream().map(aliases::tensor).map(Optional::orElseThrow).toList();
    List<Shape> shapes = tensors.stream().map(Literal::shape).toList();
    Graph bound = graph.boundTo(byName(names, shapes));
    Map<String, Literal> constants = new HashMap<>();
    bound.literals().forEach((constant, literal) -> constants.put(constant, literal.copy()));
    return new BoundNetwork(
        new Graph(bound.inputs(), bound.nodes(), constants, bound.declared(), bound.output()),
        names,
        shapes,
        tensors);
  }

  private static Map<String, Shape> byName(List<String> names, List<Shape> shapes) {
    if (names.size() != shapes.size()) {
      throw new OnnxException(
          "%d parameters have %d shapes".formatted(names.size(), shapes.size()));
    }
    Map<String, Shape> parameters = new LinkedHashMap<>();
    List<String> again = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (parameters.put(names.get(i), shapes.get(i)) != null) {
        again.add(names.get(i));
      }
    }
    if (!again.isEmpty()) {
      throw new OnnxException("parameters are named twice: " + Names.some(again));
    }
    return parameters;
  }
}
