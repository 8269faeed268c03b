package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.PassCost;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.sweep.Sweep;
import io.alphascope.workload.sweep.SweepRequest;
import io.alphascope.workload.sweep.Tap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * A run of the network at θ₀ that is recorded from its layers on: reverse passes give derivatives
 * in layers' results, sample by sample, and none in parameters. To each such result zeros are
 * added, the leaves where those derivatives stay.
 */
final class LayerSweep implements Tap, AutoCloseable {

  /**
   * A node that was looked at.
   *
   * @param call what it was given
   * @param shape of its first result
   * @param leaf the zeros that were added to its result; null in a chain
   */
  record Layer(Call call, Shape shape, NDArray leaf) {}

  private final Line line;
  private final Predicate<Node> chosen;
  private final ChainPass chain; // null: reverse passes go back
  private final NDManager manager;
  private final Map<Node, Layer> layers = new LinkedHashMap<>();
  private final Map<Node, NDArray> gradients = new HashMap<>(); // live
  private final Map<ParameterUse, NDArray> inputs = new HashMap<>();
  private final Map<ParameterUse, NDArray> squaredInputs = new HashMap<>();
  private final Map<ParameterUse, NDArray> movedSquares = new HashMap<>();
  private final Map<ParameterUse, NDArray> scaled = new HashMap<>();
  private final List<NDArray> batch;
  private Rearrangements rearrangements; // null: nobody has asked
  private final Sweep sweep;

  /**
   * @param inputs of the samples, in the order of the network's
   * @param chosen the nodes to look at
   */
  LayerSweep(Line line, List<NDArray> inputs, Predicate<Node> chosen) {
    this(line, inputs, chosen, null);
  }

  private LayerSweep(Line line, List<NDArray> inputs, Predicate<Node> chosen, Chain chain) {
    this.line = line;
    this.batch = inputs;
    this.chosen = chosen;
    this.manager = line.manager().newSubManager();
    this.chain = chain == null ? null : new ChainPass(chain, layers, manager);
    try (Autograd mode = chain == null ? Autograd.recording() : Autograd.notRecording()) {
      sweep =
          line.interpreter()
              .sweep(
                  inputs,
                  position -> Jet.constant(line.origin(position)),
                  SweepRequest.of(0).tapping(this));
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
    line.passed(PassCost.LOSS);
  }

  /**
   * Of a network without branches, whose nodes all keep the samples apart: not recorded.
   *
   * @param inputs of the samples, in the order of the network's
   */
  static LayerSweep ofChain(Line line, List<NDArray> inputs, Chain chain) {
    return new LayerSweep(line, inputs, chain.nodes()::contains, chain);
  }

  @Override
  public boolean isAt(Node node) {
    return chosen.test(node);
  }

  @Override
  public Jet through(Call call, Jet result) {
    if (chain != null) {
      layers.put(call.node(), new Layer(call, result.shape(), null));
      return result;
    }
    NDArray zeros;
    try (Autograd plain = Autograd.notRecording()) {
      zeros = result.value().zerosLike();
    }
    layers.put(call.node(), new Layer(call, result.shape(), Autograd.leaf(kept(zeros))));
    return Jet.constant(result.value().add(zeros));
  }

  /** The input of a layer with weights, [n, G, T, in]; kept. */
  NDArray inputs(ParameterUse use) {
    return inputs.computeIfAbsent(
        use, wanted -> kept(wanted.inputs(layers.get(wanted.node()).call()).stopGradient()));
  }

  /** Its squares; kept. */
  NDArray squaredInputs(ParameterUse use) {
    return squaredInputs.computeIfAbsent(use, wanted -> kept(inputs(wanted).square()));
  }

  /** Σ_k D_ok² x_k² of a layer, [1, G, n, out], D what d is to its weights; kept. */
  NDArray movedSquares(ParameterUse use, NDArray direction) {
    return movedSquares.computeIfAbsent(
        use,
        wanted -> {
          NDArray squares = squaredInputs(use);
          NDArray weights = use.asProducts(direction.square(), squares);
          return kept(
              Torch.matmul(Torch.permute(squares, 2, 1, 0, 3), Torch.permute(weights, 0, 2, 1)));
        });
  }

  private NDArray kept(NDArray array) {
    return Torch.keep(array, manager);
  }

  /**
   * Derivatives in a parameter, sample by sample.
   *
   * @param derivatives in the node's results, [n, …]
   * @return [n, size of the parameter]
   */
  NDArray gradients(ParameterUse use, NDArray derivatives) {
    Call call = layers.get(use.node()).call();
    return switch (use.kind()) {
      case WEIGHT -> {
        NDArray results = use.results(call, derivatives); // [n, G, T, out]
        yield use.asHeld(Torch.matmul(Torch.permute(results, 0, 1, 3, 2), inputs(use)));
      }
      case BIAS, SHIFT, CHANNEL_SHIFT -> held(use, use.shifts(call, derivatives));
      case SCALE, CHANNEL_SCALE -> held(use, use.scales(call, scaled(use, call), derivatives));
      case PART -> held(use, use.part(call, derivatives));
      case LOOKUP -> Lookup.gradients(use.tensor(), call.array(1), derivatives);
    };
  }

  private NDArray scaled(ParameterUse use, Call call) {
    return scaled.computeIfAbsent(use, wanted -> kept(wanted.scaled(call)));
  }

  /** Derivatives in an operand, [n, size of it], as those in the parameter. */
  private NDArray held(ParameterUse use, NDArray ofOperand) {
    return use.rearranged()
        ? rearrangements().of(use).gradients(use.tensor(), ofOperand)
        : ofOperand;
  }

  private Rearrangements rearrangements() {
    if (rearrangements == null) {
      rearrangements = Rearrangements.find(line, batch);
    }
    return rearrangements;
  }

  /**
   * The same from one of several columns, summed over the uses of the parameter.
   *
   * @param columns derivatives in results of nodes, [C, n, …]
   */
  NDArray gradients(List<ParameterUse> uses, Map<Node, NDArray> columns, long column) {
    return uses.stream()
        .map(use -> gradients(use, columns.get(use.node()).get(column)))
        .reduce(NDArray::add)
        .orElseThrow();
  }

  /** f′ at the operand of an activation of a chain, [n, …]; this sweep's. */
  NDArray slope(Node node) {
    return chain.slope(node);
  }

  /** What was looked at, in the graph's order. */
  Map<Node, Layer> layers() {
    return layers;
  }

  /** Of what is made from this sweep. */
  NDManager manager() {
    return manager;
  }

  /**
   * Jᵀ s of several columns s, J the Jacobian of the outputs in a layer's result.
   *
   * @param columns of the outputs' shape each
   * @return [C, n, …] by node; the manager's
   */
  Map<Node, NDArray> back(int count, IntFunction<Outputs> columns) {
    if (chain != null) {
      line.passed(PassCost.reverse(false) * count);
      return chain.back(count, columns, line.type(), ParameterUses.of(line.network())::isAt);
    }
    NDArray outputs = sweep.output().value();
    return back(
        count,
        layers.keySet(),
        column -> {
          try (NDArray seed = columns.apply(column).times(1, manager, outputs.getDataType())) {
            Autograd.backward(outputs, seed, true);
          }
        });
  }

  /**
   * The same from another value of the network than its outputs.
   *
   * @param value of a node's operand
   * @param reached the nodes on which it depends
   * @param columns of the value's shape each; closed here
   */
  Map<Node, NDArray> back(
      NDArray value, Set<Node> reached, int count, IntFunction<NDArray> columns) {
    return back(
        count,
        reached,
        column -> {
          try (NDArray seed = columns.apply(column)) {
            Autograd.backward(value, seed, true);
          }
        });
  }

  private Map<Node, NDArray> back(int count, Set<Node> reached, IntConsumer pass) {
    Map<Node, NDList> gathered = new LinkedHashMap<>();
    reached.forEach(node -> gathered.put(node, new NDList(count)));
    for (int column = 0; column < count; column++) {
      for (Layer layer : layers.values()) {
        Autograd.zeroGradient(layer.leaf());
      }
      pass.accept(column);
      gathered.forEach((node, all) -> all.add(gradient(node)));
    }
    line.passed(PassCost.reverse(false) * count);
    Map<Node, NDArray> stacked = new LinkedHashMap<>();
    gathered.forEach(
        (node, all) -> {
          try (all) {
            stacked.put(node, kept(NDArrays.stack(all, 0)));
          }
        });
    return stacked;
  }

  /** A copy of what the last pass left with a layer. */
  private NDArray gradient(Node node) {
    NDArray live = gradients.get(node);
    if (live == null) {
      NDArray leaf = layers.get(node).leaf();
      live = Autograd.gradient(leaf);
      if (live.getDataType() != line.type()) {
        live.close(); // DJL's zeros in float32, of a leaf that no pass reached yet
        return leaf.zerosLike();
      }
      gradients.put(node, live);
    }
    return live.duplicate();
  }

  /** [C, n, …] as [C n, …]. */
  static NDArray flat(NDArray columns) {
    Shape shape = columns.getShape();
    return Torch.reshape(
        columns, new Shape(shape.get(0) * shape.get(1)).addAll(shape.slice(2)).getShape());
  }

  /** [C n, …] as [C, n, …]. */
  static NDArray byColumn(NDArray flat, long columns) {
    Shape shape = flat.getShape();
    return Torch.reshape(
        flat, new Shape(columns, shape.get(0) / columns).addAll(shape.slice(1)).getShape());
  }

  @Override
  public void close() {
    gradients.values().forEach(NDArray::close);
    sweep.close();
    manager.close();
  }
}
