package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the graph of a model. */
final class GraphReader {

  /** Where PyTorch's exporter says what a value was in the module: PARAMETER, BUFFER, … */
  private static final String KIND = "pkg.torch.export.graph_signature.InputSpec.kind";

  private final ModelProto model;
  private final GraphProto graph;
  private final TensorReader tensors;

  GraphReader(ModelProto model, ExternalData external) {
    this.model = model;
    this.graph = model.getGraph();
    this.tensors = new TensorReader(external);
  }

  /**
   * @throws OnnxException naming node or value, and what is wrong with it
   */
  Graph read() {
    if (graph.getSparseInitializerCount() > 0) {
      throw new OnnxException(
          "the tensor '%s' is sparse, which is not supported: write it dense"
              .formatted(graph.getSparseInitializer(0).getValues().getName()));
    }
    int opset = Domains.opset(model.getOpsetImportList());
    Map<String, Literal> literals = initializers();
    List<GraphInput> inputs = inputs(literals.keySet());
    NodeReader reader = new NodeReader(tensors, opset);
    List<Node> nodes = new ArrayList<>();
    for (NodeProto node : new FunctionCalls(model, opset).expand(graph.getNodeList())) {
      if (!NodeReader.isConstant(node)) {
        nodes.add(reader.read(node));
        continue;
      }
      Literal constant = reader.constant(node);
      if (literals.put(node.getOutput(0), constant) != null) {
        throw twice(node.getOutput(0));
      }
    }
    Set<String> known = new HashSet<>(literals.keySet());
    for (GraphInput input : inputs) {
      if (!known.add(input.name())) {
        throw twice(input.name());
      }
    }
    return new Graph(inputs, NodeOrder.of(nodes, known), literals, Map.of(), output().getName());
  }

  /** Names of the tensors that nodes do not make, in the file's order. */
  List<String> initializerNames() {
    return graph.getInitializerList().stream().map(TensorProto::getName).toList();
  }

  /** Whether it is of PyTorch's old exporter, which notes no kinds. */
  boolean keepsOneOfEqualTensors() {
    return model.getProducerName().equals("pytorch") && kinds().isEmpty();
  }

  /** What values were in the module, by name, where the exporter says it. */
  Map<String, String> kinds() {
    Map<String, String> kinds = new HashMap<>();
    for (ValueInfoProto value : graph.getValueInfoList()) {
      for (StringStringEntryProto property : value.getMetadataPropsList()) {
        if (property.getKey().equals(KIND)) {
          kinds.put(value.getName(), property.getValue());
        }
      }
    }
    return kinds;
  }

  /** Of the first output, the only one that counts; −1: any length; null: nothing is said. */
  long[] outputShape() {
    TypeProto.Tensor type = output().getType().getTensorType();
    return type.hasShape() ? shape(output()) : null;
  }

  private ValueInfoProto output() {
    if (graph.getOutputCount() == 0) {
      throw new OnnxException("the graph has no output");
    }
    ValueInfoProto output = graph.getOutput(0);
    if (output.hasType() && !output.getType().hasTensorType()) {
      throw notATensor("output", output);
    }
    return output;
  }

  private Map<String, Literal> initializers() {
    Map<String, Literal> literals = new LinkedHashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getName().isEmpty()) {
        throw new OnnxException("a tensor has no name");
      }
      if (literals.put(tensor.getName(), tensors.read(tensor)) != null) {
        throw twice(tensor.getName());
      }
    }
    return literals;
  }

  /** Old files list the tensors that they hold among the inputs too. */
  private List<GraphInput> inputs(Set<String> initializers) {
    List<GraphInput> inputs = new ArrayList<>();
    for (ValueInfoProto input : graph.getInputList()) {
      if (!initializers.contains(input.getName())) {
        inputs.add(input(input));
      }
    }
    return inputs;
  }

  private static GraphInput input(ValueInfoProto input) {
    if (!input.getType().hasTensorType()) {
      throw notATensor("input", input);
    }
    TypeProto.Tensor tensor = input.getType().getTensorType();
    DataType type =
        ElementType.of(tensor.getElemType(), "the input '%s'".formatted(input.getName())).type;
    return new GraphInput(
        input.getName(),
        type.isFloating() ? DataType.FLOAT32 : type,
        tensor.hasShape() ? shape(input) : null);
  }

  private static long[] shape(ValueInfoProto value) {
    long[] shape =
        value.getType().getTensorType().getShape().getDimList().stream()
            .mapToLong(GraphReader::length)
            .toArray();
    for (long length : shape) {
      if (length < -1) {
        throw new OnnxException(
            "the value '%s' has an axis of length %d".formatted(value.getName(), length));
      }
    }
    return shape;
  }

  private static long length(TensorShapeProto.Dimension dimension) {
    return dimension.hasDimValue() ? dimension.getDimValue() : -1;
  }

  private static OnnxException notATensor(String role, ValueInfoProto value) {
    return new OnnxException(
        "the %s '%s' is no tensor (%s): sequences, maps and optional values are not supported"
            .formatted(role, value.getName(), value.getType().getValueCase()));
  }

  private static OnnxException twice(String name) {
    return new OnnxException("the value '%s' is there twice".formatted(name));
  }
}
