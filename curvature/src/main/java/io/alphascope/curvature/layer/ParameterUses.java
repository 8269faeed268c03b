package io.alphascope.curvature.layer;

import io.alphascope.curvature.layer.ParameterUse.Kind;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operators;
import io.alphascope.workload.operator.Scaling;
import io.alphascope.workload.operator.Unfolding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/** Where a network uses its parameters, as far as each use is that of a linear layer. */
final class ParameterUses {

  /**
   * A parameter under the name of a value that only rearranges it.
   *
   * @param transposed with its two axes swapped, and nothing else
   * @param rearranged in any other way
   */
  private record View(ParameterTensor tensor, boolean transposed, boolean rearranged) {}

  /** Operators whose result is their first operand: a parameter is a number of the same kind. */
  private static final Set<String> SAME = Set.of("Cast", "CastLike", "Identity");

  /** Operators whose result holds elements of their first operand, whatever these are. */
  private static final Set<String> REARRANGING =
      Set.of(
          "Expand",
          "Flatten",
          "Gather",
          "Reshape",
          "Slice",
          "Squeeze",
          "Tile",
          "Transpose",
          "Unsqueeze");

  /** Found out once a network, since every step asks. */
  private static final Map<Network, ParameterUses> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Map<ParameterTensor, List<ParameterUse>> uses = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();
  private final Set<Node> nodes;
  private Optional<String> missing; // null: nobody has asked, as the next three
  private Optional<String> missingActivations;
  private Optional<String> missingChain;
  private Chain chain;
  private volatile boolean straight;

  private ParameterUses(Network network) {
    Dependence dependence = Dependence.of(network);
    Map<String, View> views = new HashMap<>();
    for (ParameterTensor tensor : network.parameters()) {
      uses.put(tensor, new ArrayList<>());
      views.put(tensor.name(), new View(tensor, false, false));
    }
    for (Node node : network.graph().nodes()) {
      if (node.outputs().stream().anyMatch(views::containsKey)) {
        continue; // a parameter by its name, whatever the graph computes for it
      }
      Optional<View> view = rearranged(node, views, dependence);
      if (view.isPresent()) {
        views.put(node.outputs().get(0), view.get());
      } else {
        for (int operand = 0; operand < node.inputs().size(); operand++) {
          add(node, operand, views);
        }
      }
    }
    nodes = Set.copyOf(nodes());
  }

  static ParameterUses of(Network network) {
    return KNOWN.computeIfAbsent(network, ParameterUses::new);
  }

  private static Optional<View> rearranged(
      Node node, Map<String, View> views, Dependence dependence) {
    View view = node.inputs().isEmpty() ? null : views.get(node.inputs().get(0));
    if (view == null) {
      return Optional.empty();
    }
    if (SAME.contains(node.operator())) {
      return Optional.of(view);
    }
    if (node.operator().equals("Transpose")
        && view.tensor().shape().dimension() == 2
        && !view.rearranged()) {
      boolean swaps = node.attributes().integers("perm", 1, 0)[0] == 1;
      return Optional.of(new View(view.tensor(), view.transposed() ^ swaps, false));
    }
    boolean others =
        node.inputs().stream()
            .skip(1)
            .anyMatch(
                input ->
                    dependence.onBatch().contains(input)
                        || dependence.onParameters().contains(input));
    return REARRANGING.contains(node.operator()) && !others
        ? Optional.of(new View(view.tensor(), false, true))
        : Optional.empty();
  }

  private void add(Node node, int operand, Map<String, View> views) {
    View view = views.get(node.inputs().get(operand));
    if (view == null
        || Operators.of(node).ofShapesAlone()
        || node.operator().equals("CastLike") && operand == 1) {
      return;
    }
    Optional<ParameterUse> use = use(node, operand, view, views);
    use.ifPresentOrElse(
        found -> uses.get(view.tensor()).add(found),
        () ->
            others.add(
                "%s takes parameter '%s' in a way that has no derivatives sample by sample here"
                    .formatted(node.title(), view.tensor().name())));
  }

  private static Optional<ParameterUse> use(
      Node node, int operand, View view, Map<String, View> views) {
    boolean ofData = node.inputs().stream().limit(2).anyMatch(input -> !views.containsKey(input));
    if (!ofData) {
      return Optional.empty();
    }
    Unfolding unfolding = Operators.of(node).unfolding();
    if (unfolding != null) {
      return inProduct(node, operand, view, unfolding);
    }
    Scaling scaling = Operators.of(node).scaling().apply(node);
    boolean plain = !view.transposed();
    return switch (node.operator()) {
      case "Add" -> found(plain, node, operand, view, Kind.SHIFT);
      case "Mul" -> found(plain, node, operand, view, Kind.SCALE);
      case "Gather" ->
          found(
              plain && operand == 0 && isOfRows(node) && !view.rearranged(),
              node,
              operand,
              view,
              Kind.LOOKUP);
      case "Concat" ->
          found(
              view.rearranged() && node.attributes().integer("axis", 0) != 0,
              node,
              operand,
              view,
              Kind.PART);
      default ->
          found(
              plain && scaling != Scaling.NONE && (operand == 1 || operand == 2),
              node,
              operand,
              view,
              operand == 1
                  ? scaling == Scaling.CHANNELS ? Kind.CHANNEL_SCALE : Kind.SCALE
                  : scaling == Scaling.CHANNELS ? Kind.CHANNEL_SHIFT : Kind.SHIFT);
    };
  }

  private static boolean isOfRows(Node node) {
    return node.attributes().integer("axis", 0) == 0;
  }

  private static Optional<ParameterUse> inProduct(
      Node node, int operand, View view, Unfolding unfolding) {
    if (operand == 0 || unfolding.refusal(node).isPresent()) {
      return Optional.empty();
    }
    if (operand == 2) {
      return found(!view.transposed(), node, operand, view, Kind.BIAS);
    }
    boolean dense = view.tensor().shape().dimension() == 2;
    return view.rearranged() || view.transposed() && !dense
        ? Optional.empty()
        : Optional.of(
            new ParameterUse(
                node,
                operand,
                view.tensor(),
                Kind.WEIGHT,
                unfolding.isTransposed(node) ^ view.transposed(),
                false));
  }

  private static Optional<ParameterUse> found(
      boolean exists, Node node, int operand, View view, Kind kind) {
    return exists
        ? Optional.of(
            new ParameterUse(node, operand, view.tensor(), kind, false, view.rearranged()))
        : Optional.empty();
  }

  /** By parameter, none of which is left out. */
  Map<ParameterTensor, List<ParameterUse>> all() {
    return uses;
  }

  /** The network without branches, if it has none. */
  synchronized Chain chain(Network network) {
    if (chain == null) {
      chain = Chain.of(network);
    }
    return chain;
  }

  /** Whether a parameter is used rearranged. */
  boolean areRearranged() {
    return uses.values().stream().flatMap(List::stream).anyMatch(ParameterUse::rearranged);
  }

  /** Why a network is no chain whose nodes keep the samples apart; empty if it is. */
  synchronized Optional<String> missingChain(Network network) {
    if (missingChain == null) {
      missingChain =
          chain(network).links().isEmpty()
              ? chain(network).missing()
              : withoutSamples(network, chain(network).nodes());
    }
    return missingChain;
  }

  /** Whether it was found that no activation above a layer bends, as none of ReLU does. */
  boolean isStraight() {
    return straight;
  }

  void setStraight() {
    straight = true;
  }

  /** Why layers have no derivatives sample by sample, naming the nodes; empty if they have. */
  synchronized Optional<String> missing(Network network) {
    if (missing == null) {
      missing = others.isEmpty() ? withoutSamples(network) : Optional.of(String.join("; ", others));
    }
    return missing;
  }

  private Optional<String> withoutSamples(Network network) {
    if (network.couplesSamples()) {
      return Optional.of(
          "network %s normalises over the batch, so layers have no derivatives sample by sample"
              .formatted(network.name()));
    }
    Set<Node> looked = new HashSet<>(nodes);
    network.graph().nodes().stream()
        .filter(node -> node.outputs().contains(network.graph().output()))
        .forEach(looked::add);
    return withoutSamples(network, looked);
  }

  private static Optional<String> withoutSamples(Network network, Set<Node> looked) {
    try {
      return network.withoutSamples(looked).map(ParameterUses::withoutSamples);
    } catch (IllegalArgumentException cannotRun) {
      return Optional.of(cannotRun.getMessage());
    }
  }

  /** The same of activations that depend on parameters. */
  synchronized Optional<String> missingActivations(Network network) {
    if (missingActivations == null) {
      Dependence dependence = Dependence.of(network);
      missingActivations =
          withoutSamples(
              network,
              network.graph().nodes().stream()
                  .filter(dependence::isOnTheWay)
                  .filter(node -> Operators.of(node).degree() == Degree.ELEMENTWISE)
                  .collect(Collectors.toSet()));
    }
    return missingActivations;
  }

  static String withoutSamples(Node node) {
    return "%s: its result has no row for each sample that depends on this sample alone, so there are no derivatives sample by sample"
        .formatted(node.title());
  }

  /** The nodes, each once. */
  List<Node> nodes() {
    return uses.values().stream().flatMap(List::stream).map(ParameterUse::node).distinct().toList();
  }

  boolean isAt(Node node) {
    return nodes.contains(node);
  }
}
