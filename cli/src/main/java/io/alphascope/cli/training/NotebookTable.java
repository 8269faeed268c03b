package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.terminal.Json;
import io.alphascope.curvature.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** α* under each of the notebook's imports, medians and quartiles over the observed steps. */
public final class NotebookTable {
  private static final String ROW = "%-18s %-28s %10s %21s %12s  %s%n";

  private final List<Row> rows = new ArrayList<>();

  /**
   * A row.
   *
   * @param alphaStars sorted; empty where the import is no matrix
   * @param lengths α*·‖d‖, sorted, likewise
   * @param numbers of the import's quantity, sorted, where it is no matrix
   */
  private record Row(NotebookImport of, double[] alphaStars, double[] lengths, double[] numbers) {}

  /**
   * @param observations rows of the run, as they are exported
   */
  public NotebookTable(List<JsonNode> observations) {
    for (NotebookImport each : NotebookImport.values()) {
      rows.add(
          new Row(
              each,
              sorted(observations, each.curvature(), Optional.of(Quantity.ALPHA_STAR)),
              sorted(observations, each.curvature(), Optional.of(Quantity.ALPHA_STAR_UNIT)),
              sorted(
                  observations,
                  each.quantity().map(any -> NotebookImport.GGNMP.curvature().orElseThrow()),
                  each.quantity())));
    }
  }

  private static double[] sorted(
      List<JsonNode> observations, Optional<String> curvature, Optional<Quantity> quantity) {
    if (curvature.isEmpty() || quantity.isEmpty()) {
      return new double[0];
    }
    return observations.stream()
        .filter(row -> row.path("curvature").asText().equals(curvature.get()))
        .map(row -> row.path(quantity.get().toString()))
        .filter(JsonNode::isNumber)
        .mapToDouble(JsonNode::asDouble)
        .sorted()
        .toArray();
  }

  /** Of sorted numbers, between its neighbours in proportion; empty if there are none. */
  private static OptionalDouble quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    double place = share * (sorted.length - 1);
    double below = sorted[(int) Math.floor(place)];
    double above = sorted[(int) Math.ceil(place)];
    return OptionalDouble.of(below + (place - Math.floor(place)) * (above - below));
  }

  /** Prints the table for people. */
  public void print() {
    System.out.printf(ROW, "BackPACK", "here", "α* median", "quartiles", "α* ‖d‖", "what it is");
    for (Row row : rows) {
      System.out.printf(
          ROW,
          row.of(),
          row.of().curvature().orElse("observe --quantity"),
          number(quantile(row.alphaStars(), 0.5)),
          row.alphaStars().length == 0
              ? ""
              : number(quantile(row.alphaStars(), 0.25))
                  + " … "
                  + number(quantile(row.alphaStars(), 0.75)),
          number(quantile(row.lengths(), 0.5)),
          row.of()
                  .quantity()
                  .map(any -> "median " + number(quantile(row.numbers(), 0.5)) + ", ")
                  .orElse("")
              + row.of().meaning());
    }
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? "%.4g".formatted(value.getAsDouble()) : "–";
  }

  /** The same as JSON, one object an import. */
  public ArrayNode json() {
    ArrayNode all = Json.object().putArray("imports");
    for (Row row : rows) {
      ObjectNode one = all.addObject();
      one.put("import", row.of().toString());
      one.put("curvature", row.of().curvature().orElse(null));
      one.put("steps", Math.max(row.alphaStars().length, row.numbers().length));
      Json.put(one, "alpha_star", quantile(row.alphaStars(), 0.5));
      Json.put(one, "alpha_star_lower_quartile", quantile(row.alphaStars(), 0.25));
      Json.put(one, "alpha_star_upper_quartile", quantile(row.alphaStars(), 0.75));
      Json.put(one, "alpha_star_unit", quantile(row.lengths(), 0.5));
      one.put("quantity", row.of().quantity().map(Quantity::toString).orElse(null));
      Json.put(one, "value", quantile(row.numbers(), 0.5));
    }
    return all;
  }

  /**
   * The notebook's run: MNIST, 784-128-64-10 with ReLU, cross entropy, SGD with rate 0.01, batches
   * of 64.
   *
   * @param every K: every K-th step is published and observed
   */
  public static ObjectNode request(int epochs, int every) {
    ObjectNode request = Json.object();
    request.put("network", "784-128-64-10");
    request.put("activation", "relu");
    request.put("loss", "cross-entropy");
    request.put("optimizer", "sgd");
    request.put("learning_rate", 0.01);
    request.put("batch_size", 64);
    request.put("epochs", epochs);
    request.put("publish_every", every);
    NotebookImport.curvatures().forEach(request.putArray("curvatures")::add);
    request.putArray("observables").add("noise");
    return request;
  }
}
