package io.alphascope.cli.step;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.terminal.Json;
import io.alphascope.curvature.quantity.LayerObservation;
import io.alphascope.curvature.quantity.Observation;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The layers of observations whose curvature has a block a layer, as a table or as JSON. */
final class LayerTable {

  /** A number of each layer. */
  private record Column(String name, Function<LayerObservation, OptionalDouble> number) {}

  private static final List<Column> ALL =
      List.of(
          new Column("slope", layer -> OptionalDouble.of(layer.slope())),
          new Column("curvature_value", layer -> OptionalDouble.of(layer.curvatureValue())),
          new Column("alpha_star", LayerObservation::alphaStar),
          new Column("step_norm", layer -> OptionalDouble.of(layer.stepNorm())),
          new Column("parameter_norm", layer -> OptionalDouble.of(layer.parameterNorm())));

  private final List<Column> columns;

  /**
   * @param names only these numbers; empty: all
   */
  LayerTable(Set<String> names) {
    columns =
        ALL.stream().filter(column -> names.isEmpty() || names.contains(column.name())).toList();
  }

  /** Prints the layers of an observation; nothing if it has none. */
  void print(Observation observation) {
    if (observation.layers().isEmpty() || columns.isEmpty()) {
      return;
    }
    int width =
        observation.layers().stream().mapToInt(layer -> layer.layer().length()).max().orElseThrow();
    String head = "layers of " + observation.curvature();
    String first = "%-" + Math.max(width, head.length()) + "s";
    System.out.println();
    System.out.println(
        first.formatted(head)
            + columns.stream()
                .map(column -> " %16s".formatted(column.name()))
                .collect(Collectors.joining()));
    for (LayerObservation layer : observation.layers()) {
      System.out.println(
          first.formatted(layer.layer())
              + columns.stream()
                  .map(
                      column ->
                          " %16s".formatted(ObservedStep.number(column.number().apply(layer))))
                  .collect(Collectors.joining()));
    }
  }

  /** Adds {@code "layers": [{"layer": …, …}]}; nothing if the observation has none. */
  void put(ObjectNode row, Observation observation) {
    if (observation.layers().isEmpty() || columns.isEmpty()) {
      return;
    }
    ArrayNode layers = row.putArray("layers");
    for (LayerObservation layer : observation.layers()) {
      ObjectNode node = layers.addObject().put("layer", layer.layer());
      columns.forEach(column -> Json.put(node, column.name(), column.number().apply(layer)));
    }
  }
}
