package io.alphascope.cli.step;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.terminal.Json;
import io.alphascope.curvature.StepOutcome;
import io.alphascope.curvature.quantity.Histogram;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * What the observations of a step show.
 *
 * @param shown the numbers, in their order
 * @param layers shows those of curvatures by layer
 */
record ObservedStep(StepOutcome outcome, Set<Quantity> shown, LayerTable layers) {

  ObjectNode document() {
    ObjectNode document = Json.object();
    ArrayNode all = document.putArray("observations");
    for (Observation observation : outcome.observations()) {
      ObjectNode row = all.addObject();
      row.put("curvature", observation.curvature().toString());
      row.put("batch_size", observation.batchSize());
      row.put("status", observation.status().toString());
      for (Quantity quantity : shown) {
        Json.put(row, quantity.toString(), observation.value(quantity));
      }
      layers.put(row, observation);
      if (!observation.histograms().isEmpty()) {
        row.set("histograms", Json.tree(observation.histograms()));
      }
    }
    document.set("refused", Json.tree(outcome.refusals()));
    return document;
  }

  void print() {
    List<Observation> observations = outcome.observations();
    printRow("", observations, Observation::curvature);
    printRow("batch_size", observations, Observation::batchSize);
    printRow("status", observations, Observation::status);
    for (Quantity quantity : shown) {
      printRow(quantity.toString(), observations, row -> number(row.value(quantity)));
    }
    observations.forEach(layers::print);
    for (Observation observation : observations) {
      for (Histogram histogram : observation.histograms()) {
        System.out.printf(
            "The histogram %s of batch %s has %,d counts, which --json prints.%n",
            histogram.name(), observation.curvature().batch(), histogram.counts().length);
      }
    }
  }

  private static void printRow(
      String name, List<Observation> observations, Function<Observation, Object> cell) {
    StringBuilder row = new StringBuilder("%-29s".formatted(name));
    observations.forEach(
        observation -> row.append(" %24s".formatted(cell.apply(observation).toString())));
    System.out.println(row.toString().stripTrailing());
  }

  /** A dash for a number that does not exist. */
  static String number(OptionalDouble value) {
    return value.isPresent() ? "%.9g".formatted(value.getAsDouble()) : "–";
  }
}
