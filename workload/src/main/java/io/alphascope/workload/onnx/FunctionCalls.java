package io.alphascope.workload.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Puts the nodes of functions that a model brings along in place of their calls. */
final class FunctionCalls {

  private static final int MOST_NODES = 200_000;
  private static final int DEEPEST = 50;

  private final Map<List<String>, FunctionProto> functions = new HashMap<>();
  private final int opset;
  private int calls;
  private int made;

  FunctionCalls(ModelProto model, int opset) {
    this.opset = opset;
    for (FunctionProto function : model.getFunctionsList()) {
      functions.put(
          List.of(function.getDomain(), function.getName(), function.getOverload()), function);
    }
  }

  /**
   * @throws OnnxException if a function calls itself, or follows another version of the operators
   */
  List<NodeProto> expand(List<NodeProto> nodes) {
    if (functions.isEmpty()) {
      return nodes;
    }
    List<NodeProto> expanded = new ArrayList<>();
    expand(nodes, 0, expanded);
    return expanded;
  }

  private void expand(List<NodeProto> nodes, int depth, List<NodeProto> expanded) {
    for (NodeProto node : nodes) {
      if (++made > MOST_NODES) {
        throw new OnnxException("its functions expand to more than %d nodes".formatted(MOST_NODES));
      }
      FunctionProto function =
          functions.get(List.of(node.getDomain(), node.getOpType(), node.getOverload()));
      if (function == null) {
        expanded.add(node);
      } else if (depth == DEEPEST) {
        throw new OnnxException(
            "the function %s is called %d levels deep: it may call itself"
                .formatted(function.getName(), DEEPEST));
      } else {
        expand(body(node, function), depth + 1, expanded);
      }
    }
  }

  private List<NodeProto> body(NodeProto call, FunctionProto function) {
    int follows = Domains.opset(function.getOpsetImportList());
    if (follows != opset) {
      throw new OnnxException(
          "the function %s.%s follows version %d of ONNX's operators, the model %d: expand it with onnx.inliner"
              .formatted(function.getDomain(), function.getName(), follows, opset));
    }
    String prefix = "%s#%d/".formatted(function.getName(), ++calls);
    Map<String, String> names = new HashMap<>();
    names.put("", "");
    List<NodeProto> nodes = new ArrayList<>();
    for (int output = 0; output < call.getOutputCount(); output++) {
      if (output < function.getOutputCount() && !call.getOutput(output).isEmpty()) {
        names.put(function.getOutput(output), call.getOutput(output));
      }
    }
    for (int input = 0; input < function.getInputCount(); input++) {
      String given = input < call.getInputCount() ? call.getInput(input) : "";
      String asOutput = names.put(function.getInput(input), given);
      if (asOutput != null) {
        nodes.add(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(given)
                .addOutput(asOutput)
                .build());
      }
    }
    for (NodeProto node : function.getNodeList()) {
      nodes.add(instance(node, call, function, name -> names.getOrDefault(name, prefix + name)));
    }
    return nodes;
  }

  private static NodeProto instance(
      NodeProto node, NodeProto call, FunctionProto function, UnaryOperator<String> names) {
    NodeProto.Builder instance =
        NodeProto.newBuilder()
            .setName(
                call.getName().isEmpty() ? node.getName() : call.getName() + "/" + node.getName())
            .setOpType(node.getOpType())
            .setDomain(node.getDomain())
            .setOverload(node.getOverload());
    node.getInputList().forEach(name -> instance.addInput(names.apply(name)));
    node.getOutputList().forEach(name -> instance.addOutput(names.apply(name)));
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getRefAttrName().isEmpty()) {
        instance.addAttribute(attribute);
      } else {
        named(attribute.getRefAttrName(), call.getAttributeList())
            .or(() -> named(attribute.getRefAttrName(), function.getAttributeProtoList()))
            .ifPresent(
                given ->
                    instance.addAttribute(given.toBuilder().setName(attribute.getName()).build()));
      }
    }
    return instance.build();
  }

  private static Optional<AttributeProto> named(String name, List<AttributeProto> attributes) {
    return attributes.stream().filter(attribute -> attribute.getName().equals(name)).findFirst();
  }
}
