package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * Checks one operator's rule alone, in float64: both derivatives against central differences of its
 * values, the reverse passes of value and first derivative against the derivative of each, and the
 * output at another α against the rule applied there.
 */
final class RuleCheck {
  private static final double STEP = 1e-4;

  private final String operator;
  private final Map<String, Object> attributes = new HashMap<>();
  private final List<String> operands = new ArrayList<>();
  private final Map<String, Literal> literals = new HashMap<>();
  private final List<String> moving = new ArrayList<>();
  private final List<double[][]> jets = new ArrayList<>(); // value, first, second
  private final List<Shape> shapes = new ArrayList<>();
  private final Random random = new Random(7);
  private int opset = Node.OPSET;
  private int results = 1;
  private int checked = 0;

  private RuleCheck(String operator) {
    this.operator = operator;
  }

  static RuleCheck of(String operator) {
    return new RuleCheck(operator);
  }

  RuleCheck opset(int opset) {
    this.opset = opset;
    return this;
  }

  /** So many results, of which one is checked. */
  RuleCheck result(int checked, int of) {
    this.checked = checked;
    this.results = of;
    return this;
  }

  RuleCheck attribute(String name, Object value) {
    attributes.put(name, value instanceof Integer integer ? Long.valueOf(integer) : value);
    return this;
  }

  /** An operand that moves, of standard normal values. */
  RuleCheck moving(long... shape) {
    return moving(x -> x, shape);
  }

  /** An operand that moves, of standard normal values put through a function. */
  RuleCheck moving(DoubleUnaryOperator of, long... shape) {
    Shape operand = new Shape(shape);
    double[][] parts = new double[3][(int) operand.size()];
    for (int part = 0; part < 3; part++) {
      for (int i = 0; i < parts[part].length; i++) {
        double number = random.nextGaussian();
        parts[part][i] = part == 0 ? of.applyAsDouble(number) : number;
      }
    }
    String name = "p" + operands.size();
    operands.add(name);
    moving.add(name);
    jets.add(parts);
    shapes.add(operand);
    return this;
  }

  /** An operand that the graph holds. */
  RuleCheck constant(Literal literal) {
    String name = "c" + operands.size();
    operands.add(name);
    literals.put(name, literal);
    return this;
  }

  RuleCheck constant(long... integers) {
    return constant(Literal.of(integers));
  }

  /** An operand that is left out. */
  RuleCheck absent() {
    operands.add("");
    return this;
  }

  void check() {
    check(1e-6);
  }

  /**
   * @param tolerance of the derivatives, relative to their largest element
   */
  void check(double tolerance) {
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Interpreter interpreter = interpreter(manager)) {
      double[][] swept = new double[3][];
      double[] there;
      double[] bends;
      try (Autograd plain = Autograd.notRecording();
          Sweep sweep =
              interpreter.sweep(
                  List.of(), position -> jet(manager, position, jets.get(position)), 2)) {
        Jet output = sweep.output();
        swept[0] = Torch.doubles(output.value());
        swept[1] = doubles(output.first(), swept[0].length);
        swept[2] = doubles(output.second(), swept[0].length);
      }
      try (Autograd plain = Autograd.notRecording();
          Sweep straight =
              interpreter.sweep(List.of(), position -> straight(manager, position), 2)) {
        bends = doubles(straight.output().second(), swept[0].length);
        there =
            Torch.doubles(
                straight
                    .tail()
                    .at(0.3, position -> array(manager, position, along(position, 0.3, 0))));
      }
      double[] ahead = valuesAt(interpreter, manager, STEP, 1);
      double[] behind = valuesAt(interpreter, manager, -STEP, 1);
      double[] first = new double[ahead.length];
      double[] second = new double[ahead.length];
      for (int i = 0; i < first.length; i++) {
        first[i] = (ahead[i] - behind[i]) / (2 * STEP);
        second[i] = (ahead[i] - 2 * swept[0][i] + behind[i]) / (2 * STEP * STEP);
      }
      assertClose("value", swept[0], valuesAt(interpreter, manager, 0, 1), 1e-14);
      assertClose("first derivative", swept[1], first, tolerance);
      assertClose("second derivative", swept[2], second, 100 * tolerance);
      assertClose("value at α", there, valuesAt(interpreter, manager, 0.3, 0), 1e-12);
      if (Arrays.stream(swept[1]).anyMatch(x -> x != 0)) {
        assertReverse("value", interpreter, manager, Jet::value, swept[1]);
      }
      if (Arrays.stream(bends).anyMatch(x -> Math.abs(x) > 1e-9)) {
        double[] twice = Arrays.stream(bends).map(x -> 2 * x).toArray();
        assertReverse("first derivative", interpreter, manager, Jet::first, twice);
      }
    }
  }

  /**
   * Back from a part of the output, and then along the parameters' first derivatives.
   *
   * @param derivative of that part
   */
  private void assertReverse(
      String what,
      Interpreter interpreter,
      NDManager manager,
      Function<Jet, NDArray> part,
      double[] derivative) {
    List<NDArray> leaves = new ArrayList<>();
    for (int position = 0; position < moving.size(); position++) {
      leaves.add(Autograd.leaf(array(manager, position, jets.get(position)[0])));
    }
    try (Autograd recording = Autograd.recording();
        Sweep sweep =
            interpreter.sweep(
                List.of(),
                position ->
                    new Jet(
                        leaves.get(position),
                        array(manager, position, jets.get(position)[1]),
                        null),
                1)) {
      NDArray y = part.apply(sweep.output());
      double[] weights = new double[derivative.length];
      double expected = 0;
      double size = 1e-300;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextGaussian();
        expected += weights[i] * derivative[i];
        size += Math.abs(weights[i] * derivative[i]);
      }
      Autograd.backward(y, Torch.create(manager, DataType.FLOAT64, y.getShape(), weights), false);
      double found = 0;
      for (int position = 0; position < leaves.size(); position++) {
        double[] gradient = Torch.doubles(Autograd.gradient(leaves.get(position)));
        double[] d = jets.get(position)[1];
        for (int i = 0; i < d.length; i++) {
          found += gradient[i] * d[i];
        }
      }
      assertThat(Math.abs(found - expected) / size)
          .as("reverse pass of the %s", what)
          .isLessThan(1e-10);
    }
  }

  private double[] valuesAt(
      Interpreter interpreter, NDManager manager, double alpha, double bending) {
    try (Autograd plain = Autograd.notRecording();
        Sweep sweep =
            interpreter.sweep(
                List.of(),
                position -> Jet.constant(array(manager, position, along(position, alpha, bending))),
                0)) {
      return Torch.doubles(sweep.output().value());
    }
  }

  private double[] along(int position, double alpha, double bending) {
    double[][] parts = jets.get(position);
    double[] at = new double[parts[0].length];
    for (int i = 0; i < at.length; i++) {
      at[i] = parts[0][i] + alpha * parts[1][i] + bending * alpha * alpha * parts[2][i];
    }
    return at;
  }

  private Interpreter interpreter(NDManager manager) {
    List<String> outputs = new ArrayList<>();
    for (int result = 0; result < results; result++) {
      outputs.add("y" + result);
    }
    Node node =
        new Node("checked", operator, "", opset, operands, outputs, new Attributes(attributes));
    Map<String, Shape> declared = new HashMap<>();
    for (int position = 0; position < moving.size(); position++) {
      declared.put(moving.get(position), shapes.get(position));
    }
    Graph graph =
        new Graph(List.of(), List.of(node), literals, declared, "y" + checked).boundTo(declared);
    return new Interpreter(graph, moving, manager, DataType.FLOAT64);
  }

  private Jet jet(NDManager manager, int position, double[][] parts) {
    return new Jet(
        array(manager, position, parts[0]),
        array(manager, position, parts[1]),
        array(manager, position, parts[2]));
  }

  private Jet straight(NDManager manager, int position) {
    double[][] parts = jets.get(position);
    return new Jet(array(manager, position, parts[0]), array(manager, position, parts[1]), null);
  }

  private NDArray array(NDManager manager, int position, double[] values) {
    return Torch.create(manager, DataType.FLOAT64, shapes.get(position), values);
  }

  private static double[] doubles(NDArray array, int length) {
    return array == null ? new double[length] : Torch.doubles(array);
  }

  private static void assertClose(
      String what, double[] found, double[] expected, double tolerance) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    double size = 1e-12;
    for (double value : expected) {
      size = Math.max(size, Math.abs(value));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat(Math.abs(found[i] - expected[i]) / size)
          .as("%s, element %d: %s, expected %s", what, i, found[i], expected[i])
          .isLessThan(Math.max(tolerance, 1e-14));
    }
  }
}
