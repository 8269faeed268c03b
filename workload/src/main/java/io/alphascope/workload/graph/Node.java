package io.alphascope.workload.graph;

import java.util.List;
import java.util.Map;

/**
 * An operator between named values.
 *
 * @param name for messages; may be empty
 * @param operator as ONNX calls it: {@code Conv}
 * @param domain whose operator it is; empty: ONNX's own
 * @param opset version of the operators, which decides the meaning of some
 * @param inputs names of the operands; an empty name: that operand is left out
 * @param outputs names of the results; an empty name: the result is not used
 */
public record Node(
    String name,
    String operator,
    String domain,
    int opset,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes) {

  /** The version that graphs made here follow. */
  public static final int OPSET = 21;

  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** A node of ONNX's operators with one result, which lends the node its name. */
  public static Node of(
      String operator, String output, Map<String, Object> attributes, String... inputs) {
    return new Node(
        output, operator, "", OPSET, List.of(inputs), List.of(output), new Attributes(attributes));
  }

  /** {@code Conv 'features.0'}, for messages. */
  public String title() {
    String kind = domain.isEmpty() ? operator : domain + "." + operator;
    String called = name.isEmpty() ? String.join(", ", outputs) : name;
    return "%s '%s'".formatted(kind, called);
  }
}
