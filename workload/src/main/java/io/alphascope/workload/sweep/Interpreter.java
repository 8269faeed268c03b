package io.alphascope.workload.sweep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Scalars;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.MultiplyAdds;
import io.alphascope.workload.operator.Operators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs a graph on jets. Keeps a plan for each of the last few shapes of inputs. Not thread-safe;
 * arrays that it keeps live until it is closed.
 */
public final class Interpreter implements AutoCloseable {

  /** A run sees full batches and, once an epoch, a smaller one; other batches beside them. */
  private static final int PLANS = 8;

  private final Graph graph;
  private final NDManager manager;
  private final DataType type;
  private final Scalars scalars;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<PlannedNode> nodes = new ArrayList<>();
  private final int[] inputPlaces;
  private final int[] parameterPlaces;
  private final BitSet parameterSet = new BitSet();
  private final int outputPlace;
  private final Value[] literals;
  private final BitSet literalPlaces = new BitSet();
  private final Map<List<Shape>, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param graph bound to the parameters
   * @param parameters names of the values given to each run, in their order
   * @param manager keeps literals and plans; decides the device
   * @param type FLOAT32 or FLOAT64, in which all is computed
   * @throws io.alphascope.workload.operator.UnsupportedOperatorException naming every node without
   *     a rule
   */
  public Interpreter(Graph graph, List<String> parameters, NDManager manager, DataType type) {
    Operators.check(graph);
    this.graph = graph;
    this.manager = manager;
    this.type = type;
    this.scalars = new Scalars(manager, type);
    inputPlaces = graph.inputs().stream().mapToInt(input -> place(input.name())).toArray();
    parameterPlaces = parameters.stream().mapToInt(this::place).toArray();
    Arrays.stream(parameterPlaces).forEach(parameterSet::set);
    graph.literals().keySet().forEach(this::place);
    for (Node node : graph.nodes()) {
      nodes.add(
          new PlannedNode(
              node,
              Operators.of(node),
              node.inputs().stream().mapToInt(this::place).toArray(),
              node.outputs().stream().mapToInt(this::place).toArray()));
    }
    outputPlace = place(graph.output());
    literals = new Value[places.size()];
    graph
        .literals()
        .forEach(
            (name, literal) -> {
              NDArray array = Literals.array(literal, manager, type);
              NDScope.unregister(array);
              literals[place(name)] = new Constant(array);
              literalPlaces.set(place(name));
            });
  }

  private int place(String name) {
    return name.isEmpty() ? -1 : places.computeIfAbsent(name, added -> places.size());
  }

  DataType type() {
    return type;
  }

  NDManager manager() {
    return manager;
  }

  Taylor taylor(int order) {
    return new Taylor(scalars, order);
  }

  int outputPlace() {
    return outputPlace;
  }

  int parameterPlace(int position) {
    return parameterPlaces[position];
  }

  Jet output(Value[] values) {
    Value output = values[outputPlace];
    if (output instanceof Constant constant) {
      return constant.jet();
    }
    if (output instanceof Jet jet) {
      return jet;
    }
    throw new IllegalArgumentException("the output '%s' is a sequence".formatted(graph.output()));
  }

  void bindInputs(Value[] values, List<Jet> inputs) {
    for (int input = 0; input < inputPlaces.length; input++) {
      values[inputPlaces[input]] = inputs.get(input);
    }
  }

  void bindParameters(Value[] values, IntFunction<Jet> parameters) {
    for (int position = 0; position < parameterPlaces.length; position++) {
      values[parameterPlaces[position]] = parameters.apply(position);
    }
  }

  /**
   * Runs the graph, recording if the thread does.
   *
   * @param inputs in the order of the graph's; the caller's to close
   * @param parameters by position, with the derivatives that count; the caller's to close
   * @param order of the highest derivative wanted, 0 to 2
   * @return to be closed
   * @throws io.alphascope.workload.operator.NodeException if a node cannot be computed
   */
  public Sweep sweep(List<NDArray> inputs, IntFunction<Jet> parameters, int order) {
    return sweep(inputs, parameters, order, null);
  }

  /**
   * Runs the graph, recording, and leaves second derivatives to a reverse pass where a node can.
   *
   * @param inputs in the order of the graph's; the caller's to close
   * @param parameters by position, with the derivatives that count; the caller's to close
   * @param shift gives a leaf of zeros, [n], see {@link Taylor#gathering}
   * @return to be closed; the output's second derivative is what was not left
   * @throws io.alphascope.workload.operator.NodeException if a node cannot be computed
   */
  public Sweep gatheringSweep(
      List<NDArray> inputs, IntFunction<Jet> parameters, Supplier<NDArray> shift) {
    return sweep(inputs, parameters, 2, shift);
  }

  private Sweep sweep(
      List<NDArray> inputs, IntFunction<Jet> parameters, int order, Supplier<NDArray> shift) {
    checkInputs(inputs);
    List<Jet> jets = inputs.stream().map(Jet::constant).toList();
    Plan plan = plan(jets, parameters);
    Sweep sweep = new Sweep(this, plan);
    Taylor taylor = taylor(order);
    Taylor gathering = shift == null ? taylor : taylor.gathering(shift);
    sweep.run(jets, parameters, node -> plan.keepsSamples(node) ? gathering : taylor);
    return sweep;
  }

  /** Runs nodes in order; frees every value after its last use, but for those kept. */
  void execute(
      List<PlannedNode> nodes,
      Value[] values,
      Function<PlannedNode, Taylor> taylor,
      BitSet kept,
      Holdings holdings) {
    Uses uses = new Uses(nodes, values.length, outputPlace);
    for (PlannedNode node : nodes) {
      List<Value> results = holdings.apply(node, node.call(values, taylor.apply(node)));
      for (int place : node.operands()) {
        if (uses.wasLast(place) && !kept.get(place)) {
          holdings.release(values[place]);
          values[place] = null;
        }
      }
      for (int result = 0; result < node.results().length; result++) {
        int place = node.results()[result];
        if (place >= 0) {
          values[place] = results.get(result);
        }
      }
    }
  }

  private void checkInputs(List<NDArray> inputs) {
    if (inputs.size() != inputPlaces.length) {
      throw new IllegalArgumentException(
          "the network takes %d inputs (%s), found %d"
              .formatted(
                  inputPlaces.length,
                  String.join(", ", graph.inputs().stream().map(GraphInput::name).toList()),
                  inputs.size()));
    }
  }

  /**
   * Bytes of the values of all nodes on inputs of these shapes; what a run that keeps all takes.
   */
  public long valueBytes(List<NDArray> inputs, IntFunction<Jet> parameters) {
    checkInputs(inputs);
    return plan(inputs.stream().map(Jet::constant).toList(), parameters).bytes();
  }

  /** Multiply-adds of a run for the values alone, on inputs of these shapes. */
  public long multiplyAdds(List<NDArray> inputs, IntFunction<Jet> parameters) {
    checkInputs(inputs);
    return plan(inputs.stream().map(Jet::constant).toList(), parameters).multiplyAdds();
  }

  private Plan plan(List<Jet> inputs, IntFunction<Jet> parameters) {
    List<Shape> shapes = inputs.stream().map(Jet::shape).toList();
    Plan plan = plans.get(shapes);
    if (plan == null) {
      try (Autograd plain = Autograd.notRecording()) {
        plan = newPlan(inputs, parameters);
      }
      plans.put(shapes, plan);
      if (plans.size() > PLANS) {
        Plan oldest = plans.remove(plans.keySet().iterator().next());
        oldest.close(literalPlaces);
      }
    }
    return plan;
  }

  /** Runs once, to compute what is the same for all inputs of these shapes. */
  private Plan newPlan(List<Jet> inputs, IntFunction<Jet> parameters) {
    Value[] values = literals.clone();
    bindInputs(values, inputs);
    bindParameters(values, position -> Jet.constant(parameters.apply(position).value()));
    Value[] constants = literals.clone();
    List<PlannedNode> left = new ArrayList<>();
    BitSet samples = new BitSet();
    Arrays.stream(inputPlaces).forEach(samples::set);
    Uses uses = new Uses(nodes, values.length, outputPlace);
    long bytes = 0;
    long multiplyAdds = 0;
    try (Holdings holdings = new Holdings()) {
      for (PlannedNode node : nodes) {
        Call call = node.call(values, taylor(0));
        List<Value> results = holdings.apply(node, call);
        boolean known =
            follows(node, constants) && results.stream().allMatch(Jet.class::isInstance);
        if (!known) {
          left.add(node);
          multiplyAdds += MultiplyAdds.of(node.operator(), call, read(node, results));
        }
        for (int result = 0; result < node.results().length; result++) {
          int place = node.results()[result];
          if (place < 0) {
            continue; // the rule may not even give it
          }
          bytes += results.get(result) instanceof Jet jet ? bytes(jet) : 0;
          if (known) {
            constants[place] = constant((Jet) results.get(result));
            values[place] = constants[place];
          } else {
            values[place] = results.get(result);
          }
        }
        int firstResult = node.results()[0];
        if (firstResult >= 0 && node.keepsSamples(samples, values, results.get(0))) {
          samples.set(firstResult);
        }
        for (int place : node.operands()) {
          if (uses.wasLast(place)) {
            holdings.release(values[place]);
          }
        }
      }
    }
    return Plan.of(constants, left, parameterSet, outputPlace, samples, bytes, multiplyAdds);
  }

  /** What somebody reads of a node's results; the rest is freed already. */
  private static List<Value> read(PlannedNode node, List<Value> results) {
    return IntStream.range(0, node.results().length)
        .filter(result -> node.results()[result] >= 0)
        .mapToObj(results::get)
        .toList();
  }

  /** Whether a node's results follow from the graph and the shapes of its inputs alone. */
  private static boolean follows(PlannedNode node, Value[] constants) {
    return node.operator().ofShapesAlone()
        || Arrays.stream(node.operands()).allMatch(place -> place < 0 || constants[place] != null);
  }

  private static long bytes(Jet jet) {
    return jet.shape().size() * jet.value().getDataType().getNumOfBytes();
  }

  private static Constant constant(Jet jet) {
    NDArray copy = jet.value().duplicate();
    NDScope.unregister(copy);
    return new Constant(copy);
  }

  /** Frees literals and plans. */
  @Override
  public void close() {
    plans.values().forEach(plan -> plan.close(literalPlaces));
    plans.clear();
    for (Value literal : literals) {
      if (literal instanceof Constant constant) {
        constant.array().close();
      }
    }
  }
}
