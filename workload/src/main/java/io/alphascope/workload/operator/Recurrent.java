package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Operator.several;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import io.alphascope.workload.jet.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What recurrent operators have in common: a cell is applied step by step, in one or both
 * directions. Operands: x [T, n, in], input weights [D, g·h, in], recurrent weights [D, g·h, h],
 * biases of both [D, 2·g·h], lengths (not supported), state h [D, n, h] and, for some cells, a
 * second state; with {@code layout} 1 samples come first. Results: y [T, D, n, h], the last states.
 */
final class Recurrent {

  static final List<Operator> OPERATORS =
      List.of(
          recurrent("LSTM", Recurrent::lstm, "input_forget").refusing(LstmCell::refusal),
          recurrent("GRU", Recurrent::gru, "linear_before_reset").refusing(GruCell::refusal),
          recurrent("RNN", Recurrent::rnn).refusing(RnnCell::refusal));
  private static final int LENGTHS = 4;
  private static final int FIRST_STATE = 5;
  private static final int PEEPHOLES = 7;
  private static final Set<String> DIRECTIONS = Set.of("forward", "reverse", "bidirectional");

  private final Call call;
  private final Taylor taylor;
  private final Cell cell;
  private final Jet x;
  private final boolean samplesFirst;

  private Recurrent(Call call, Cell cell) {
    this.call = call;
    this.taylor = call.taylor();
    this.cell = cell;
    samplesFirst = call.attributes().flag("layout", false);
    x = samplesFirst ? permute(call.jet(0), 1, 0, 2) : call.jet(0);
  }

  static List<Value> lstm(Call call) {
    return new Recurrent(call, new LstmCell(call)).run();
  }

  static List<Value> gru(Call call) {
    return new Recurrent(call, new GruCell(call)).run();
  }

  static List<Value> rnn(Call call) {
    return new Recurrent(call, new RnnCell(call)).run();
  }

  /** Refuses what no cell supports, and activations other than those given for a direction. */
  static Optional<String> refusal(Node node, Set<List<String>> activations) {
    if (isGiven(node, LENGTHS)) {
      return Optional.of("sequences of different lengths (sequence_lens) are not supported");
    }
    if (isGiven(node, PEEPHOLES)) {
      return Optional.of("peepholes are not supported");
    }
    if (node.attributes().flag("input_forget", false)) {
      return Optional.of("input_forget is not supported");
    }
    String direction = node.attributes().text("direction", "forward");
    if (!DIRECTIONS.contains(direction)) {
      return Optional.of("there is no direction '%s'".formatted(direction));
    }
    List<String> named = List.of(node.attributes().texts("activations"));
    int each = activations.iterator().next().size();
    for (int from = 0; from < named.size(); from += each) {
      List<String> ofOne = named.subList(from, Math.min(from + each, named.size()));
      if (!activations.contains(ofOne)) {
        return Optional.of("activations %s are not supported".formatted(ofOne));
      }
    }
    return Optional.empty();
  }

  private static boolean isGiven(Node node, int operand) {
    return operand < node.inputs().size() && !node.inputs().get(operand).isEmpty();
  }

  private List<Value> run() {
    String direction = call.attributes().text("direction", "forward");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    if (call.jet(1).length(0) != directions) {
      throw new IllegalArgumentException(
          "%s takes weights of %d direction(s), found %d"
              .formatted(direction, directions, call.jet(1).length(0)));
    }
    List<Jet> sequences = new ArrayList<>();
    List<List<Jet>> lastStates = new ArrayList<>();
    for (int state = 0; state < cell.states(); state++) {
      lastStates.add(new ArrayList<>());
    }
    for (int index = 0; index < directions; index++) {
      boolean backwards = direction.equals("reverse") || index == 1;
      List<Jet> last = run(index, backwards, sequences);
      for (int state = 0; state < cell.states(); state++) {
        lastStates.get(state).add(reshape(last.get(state), 1, samples(), -1));
      }
    }
    List<Value> results = new ArrayList<>();
    Jet y = Joins.concat(taylor, sequences, 1);
    results.add(samplesFirst ? permute(y, 2, 0, 1, 3) : y);
    for (List<Jet> states : lastStates) {
      Jet state = Joins.concat(taylor, states, 0);
      results.add(samplesFirst ? permute(state, 1, 0, 2) : state);
    }
    return results;
  }

  /** Runs one direction; adds its hidden states [T, 1, n, h] to the sequences. */
  private List<Jet> run(int direction, boolean backwards, List<Jet> sequences) {
    CellWeights weights = weights(direction);
    Jet rows = reshape(x, steps() * samples(), -1);
    Jet inputs = Products.linear(taylor, rows, weights.input(), weights.inputBias(), true);
    List<Jet> states = new ArrayList<>();
    for (int state = 0; state < cell.states(); state++) {
      states.add(initialState(FIRST_STATE + state, direction, weights.recurrent().length(1)));
    }
    List<Jet> hidden = new ArrayList<>();
    for (long step = 0; step < steps(); step++) {
      long row = (backwards ? steps() - 1 - step : step) * samples();
      states = cell.step(slice(taylor, inputs, 0, row, row + samples()), states, weights);
      hidden.add(states.get(0));
    }
    if (backwards) {
      Collections.reverse(hidden);
    }
    sequences.add(reshape(Joins.concat(taylor, hidden, 0), steps(), 1, samples(), -1));
    return states;
  }

  private long steps() {
    return x.length(0);
  }

  private long samples() {
    return x.length(1);
  }

  private CellWeights weights(int direction) {
    Jet input = matrix(call.jet(1), direction);
    Jet recurrent = matrix(call.jet(2), direction);
    if (!call.has(3)) {
      return new CellWeights(input, recurrent, null, null);
    }
    Jet biases = slice(taylor, call.jet(3), 0, direction, direction + 1);
    long half = biases.length(1) / 2;
    Jet inputBias = reshape(slice(taylor, biases, 1, 0, half), half);
    Jet recurrentBias = reshape(slice(taylor, biases, 1, half, 2 * half), half);
    return cell.separatesBiases()
        ? new CellWeights(input, recurrent, inputBias, recurrentBias)
        : new CellWeights(input, recurrent, taylor.add(inputBias, recurrentBias), null);
  }

  private Jet initialState(int operand, int direction, long width) {
    if (!call.has(operand)) {
      return Jet.constant(Torch.broadcast(taylor.scalar(0), new Shape(samples(), width)));
    }
    Jet states = call.jet(operand);
    return matrix(samplesFirst ? permute(states, 1, 0, 2) : states, direction);
  }

  /** One of several matrices. */
  private Jet matrix(Jet matrices, int index) {
    return reshape(
        slice(taylor, matrices, 0, index, index + 1), matrices.length(1), matrices.length(2));
  }

  static Jet slice(Taylor taylor, Jet x, int axis, long from, long to) {
    return taylor.linear(x, array -> Torch.slice(array, axis, from, to, 1));
  }

  private Jet reshape(Jet jet, long... shape) {
    return Arrays.equals(jet.shape().getShape(), shape)
        ? jet
        : taylor.linear(jet, array -> Torch.reshape(array, shape));
  }

  private Jet permute(Jet jet, long... order) {
    return taylor.linear(jet, array -> Torch.permute(array, order));
  }

  private static Operator recurrent(String name, Rule rule, String... attributes) {
    return several(name, CURVED, rule, attributes)
        .knowing("activations", "direction", "hidden_size", "layout");
  }
}
