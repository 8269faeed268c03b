package io.alphascope.curvature.layer;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Operators;
import io.alphascope.workload.operator.Unfolding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/** Where a network uses its parameters, as far as each use is that of a linear layer. */
final class ParameterUses {

  /** A parameter under the name of a value that only rearranges it. */
  private record View(ParameterTensor tensor, boolean transposed) {}

  /** Found out once a network, since every step asks. */
  private static final Map<Network, ParameterUses> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Map<ParameterTensor, List<ParameterUse>> uses = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();
  private final Set<Node> nodes;
  private Optional<String> missing; // null: nobody has asked
  private Chain chain; // null: nobody has asked
  private volatile boolean straight;

  private ParameterUses(Network network) {
    Map<String, View> views = new HashMap<>();
    for (ParameterTensor tensor : network.parameters()) {
      uses.put(tensor, new ArrayList<>());
      views.put(tensor.name(), new View(tensor, false));
    }
    for (Node node : network.graph().nodes()) {
      if (node.outputs().stream().anyMatch(views::containsKey)) {
        continue; // a parameter by its name, whatever the graph computes for it
      }
      Optional<View> view = rearranged(node, views);
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

  private static Optional<View> rearranged(Node node, Map<String, View> views) {
    View view = node.inputs().isEmpty() ? null : views.get(node.inputs().get(0));
    if (view == null) {
      return Optional.empty();
    }
    if (node.operator().equals("Identity")) {
      return Optional.of(view);
    }
    if (!node.operator().equals("Transpose") || view.tensor().shape().dimension() != 2) {
      return Optional.empty();
    }
    boolean swaps = node.attributes().integers("perm", 1, 0)[0] == 1;
    return Optional.of(new View(view.tensor(), view.transposed() ^ swaps));
  }

  private void add(Node node, int operand, Map<String, View> views) {
    View view = views.get(node.inputs().get(operand));
    if (view == null) {
      return;
    }
    Optional<ParameterUse> use = use(node, operand, view, views);
    use.ifPresentOrElse(
        found -> uses.get(view.tensor()).add(found),
        () ->
            others.add(
                "%s takes parameter '%s', and is not a dense layer, a convolution or a sum"
                    .formatted(node.title(), view.tensor().name())));
  }

  private static Optional<ParameterUse> use(
      Node node, int operand, View view, Map<String, View> views) {
    boolean ofData = node.inputs().stream().limit(2).anyMatch(input -> !views.containsKey(input));
    if (node.operator().equals("Add") && ofData && !view.transposed()) {
      return Optional.of(new ParameterUse(node, view.tensor(), ParameterUse.Kind.SHIFT, false));
    }
    Unfolding unfolding = Operators.of(node).unfolding();
    if (unfolding == null || operand == 0 || !ofData || unfolding.refusal(node).isPresent()) {
      return Optional.empty();
    }
    if (operand == 2) {
      return view.transposed()
          ? Optional.empty()
          : Optional.of(new ParameterUse(node, view.tensor(), ParameterUse.Kind.BIAS, false));
    }
    boolean dense = view.tensor().shape().dimension() == 2;
    return view.transposed() && !dense
        ? Optional.empty()
        : Optional.of(
            new ParameterUse(
                node,
                view.tensor(),
                ParameterUse.Kind.WEIGHT,
                unfolding.isTransposed(node) ^ view.transposed()));
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
    try {
      Dependence dependence = Dependence.of(network);
      return network
          .withoutSamples(network.graph().nodes().stream().filter(dependence::isOnTheWay).toList())
          .map(ParameterUses::withoutSamples);
    } catch (IllegalArgumentException cannotRun) {
      return Optional.of(cannotRun.getMessage());
    }
  }

  static String withoutSamples(Node node) {
    return "%s: it is not known that a row of its result belongs to one sample, so it has no derivatives sample by sample"
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
