package io.alphascope.workload.onnx;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.operator.NodeException;
import io.alphascope.workload.operator.UnsupportedOperatorException;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Computes a node test, and compares every output with what ONNX expects. */
final class NodeTestRun {

  /** What a test's inputs are to the graph: the first choice that an operator takes counts. */
  private static final List<BiPredicate<Integer, Literal>> HELD_BY_THE_GRAPH =
      List.of(
          (position, input) -> false,
          (position, input) -> !input.isFloating(),
          (position, input) -> position > 0,
          (position, input) -> true);

  private static final double RELATIVE = 1e-5;
  private static final double ABSOLUTE = 1e-6;

  /** What ONNX expects of them is rounded: to half precision, or to four digits. */
  private static final Map<String, Double> ROUNDED =
      Map.of("_fp16", 2e-3, "_bf16", 2e-2, "averagepool_2d_ceil_last_window_starts_on_pad", 1e-3);

  private static double tolerance(String name) {
    return ROUNDED.entrySet().stream()
        .filter(rounded -> name.contains(rounded.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .findFirst()
        .orElse(RELATIVE);
  }

  private NodeTestRun() {}

  /**
   * How a test ended.
   *
   * @param refusals why it is not computed; empty: it is
   * @param difference from what is expected, if there is one
   */
  record Outcome(List<String> refusals, Optional<String> difference) {

    boolean passed() {
      return refusals.isEmpty() && difference.isEmpty();
    }
  }

  static Outcome of(NodeTest test) {
    if (test.inputs().contains(null) || test.outputs().contains(null)) {
      return refused("inputs and outputs that are lists are not supported");
    }
    List<Literal> inputs = new ArrayList<>();
    List<Literal> expected = new ArrayList<>();
    Graph graph;
    try {
      graph = new GraphReader(test.model(), ExternalData.none()).read();
      for (TensorProto input : test.inputs()) {
        inputs.add(
            new TensorReader(ExternalData.none()).read(input.toBuilder().clearName().build()));
      }
      for (TensorProto output : test.outputs()) {
        expected.add(
            new TensorReader(ExternalData.none()).read(output.toBuilder().clearName().build()));
      }
    } catch (IllegalArgumentException e) {
      return refused(e.getMessage());
    }
    for (int i = 0; i < expected.size(); i++) {
      Graph one =
          new Graph(
                  graph.inputs(),
                  graph.nodes(),
                  graph.literals(),
                  Map.of(),
                  test.model().getGraph().getOutput(i).getName())
              .boundTo(Map.of());
      Outcome outcome = output(test, one, inputs, expected.get(i));
      if (!outcome.passed()) {
        return outcome;
      }
    }
    return new Outcome(List.of(), Optional.empty());
  }

  private static Outcome refused(String reason) {
    return new Outcome(List.of(reason), Optional.empty());
  }

  private static Outcome output(
      NodeTest test, Graph graph, List<Literal> inputs, Literal expected) {
    NodeException last = null;
    for (BiPredicate<Integer, Literal> held : HELD_BY_THE_GRAPH) {
      try {
        return new Outcome(List.of(), compute(test, graph, inputs, held, expected));
      } catch (UnsupportedOperatorException e) {
        return new Outcome(e.refusals(), Optional.empty());
      } catch (NodeException e) {
        last = e;
      }
    }
    return refused(last.getMessage());
  }

  private static Optional<String> compute(
      NodeTest test,
      Graph graph,
      List<Literal> inputs,
      BiPredicate<Integer, Literal> held,
      Literal expected) {
    Map<String, Literal> literals = new HashMap<>(graph.literals());
    List<GraphInput> free = new ArrayList<>();
    Map<String, Literal> data = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      ValueInfoProto info = test.model().getGraph().getInput(i);
      Literal input = inputs.get(i);
      if (held.test(i, input)) {
        literals.put(info.getName(), input);
      } else {
        free.add(new GraphInput(info.getName(), input.type(), null));
        data.put(info.getName(), input);
      }
    }
    Graph bound = new Graph(free, graph.nodes(), literals, Map.of(), graph.output());
    DataType type =
        inputs.stream().anyMatch(input -> input.type() == DataType.FLOAT64)
            ? DataType.FLOAT64
            : DataType.FLOAT32;
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter = new Interpreter(bound, List.of(), manager, type)) {
      List<NDArray> arrays =
          free.stream().map(input -> array(manager, type, data.get(input.name()))).toList();
      try (Sweep sweep = interpreter.sweep(arrays, position -> null, 0)) {
        return difference(sweep.output().value(), expected, tolerance(test.name()));
      }
    }
  }

  private static NDArray array(NDManager manager, DataType type, Literal literal) {
    if (literal.type() == DataType.INT64) {
      long[] integers = new long[(int) literal.shape().size()];
      literal.elements().asLongBuffer().get(integers);
      return Torch.create(manager, literal.shape(), integers);
    }
    return Torch.create(
        manager, literal.isFloating() ? type : literal.type(), literal.shape(), numbers(literal));
  }

  private static Optional<String> difference(NDArray found, Literal expected, double tolerance) {
    if (!found.getShape().equals(expected.shape())) {
      return Optional.of("shape %s, expected %s".formatted(found.getShape(), expected.shape()));
    }
    DataType type = found.getDataType();
    if (type.isFloating() ? !expected.isFloating() : type != expected.type()) {
      return Optional.of("type %s, expected %s".formatted(type, expected.type()));
    }
    double[] numbers = numbers(found);
    double[] right = numbers(expected);
    for (int i = 0; i < right.length; i++) {
      boolean same =
          Double.compare(numbers[i], right[i]) == 0
              || Math.abs(numbers[i] - right[i])
                  <= (type.isFloating() ? ABSOLUTE + tolerance * Math.abs(right[i]) : 0);
      if (!same) {
        return Optional.of("element %d: %s, expected %s".formatted(i, numbers[i], right[i]));
      }
    }
    return Optional.empty();
  }

  private static double[] numbers(NDArray array) {
    return array.getDataType().isFloating()
        ? Torch.doubles(array)
        : Torch.doubles(array.toType(DataType.FLOAT64, false));
  }

  private static double[] numbers(Literal literal) {
    double[] numbers = new double[(int) literal.shape().size()];
    ByteBuffer elements = literal.elements();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (literal.type()) {
            case FLOAT32 -> elements.getFloat();
            case FLOAT64 -> elements.getDouble();
            case INT64 -> elements.getLong();
            default -> elements.get();
          };
    }
    return numbers;
  }
}
