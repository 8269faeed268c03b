package io.alphascope.cli.step;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.terminal.Json;
import io.alphascope.curvature.CostItem;
import io.alphascope.curvature.Effort;
import io.alphascope.curvature.Prices;
import io.alphascope.curvature.StepCost;
import io.alphascope.curvature.quantity.Quantity;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What observing a step would compute, and what that costs, in words and numbers. */
record ExplainedStep(StepCost cost) {

  ObjectNode document() {
    ObjectNode document = Json.object();
    ArrayNode batches = document.putArray("batches");
    cost.batches().forEach(one -> describe(one, batches.addObject()));
    document.put("seconds", seconds(Prices::all));
    document.put("seconds_per_step", seconds(Prices::perStep));
    document.set("refused", Json.tree(cost.refusals()));
    return document;
  }

  private static void describe(StepCost.OfBatch one, ObjectNode batch) {
    Effort effort = one.effort();
    Prices prices = one.prices();
    batch.put("batch", effort.choice().toString());
    batch.put("samples", effort.samples());
    batch.put("samples_at_once", effort.atOnce());
    batch.put("parameters", effort.parameters());
    batch.put("multiply_adds", effort.multiplyAdds());
    batch.put("bytes", effort.bytes());
    ObjectNode shared = batch.putObject("shared");
    shared.put("runs", prices.shared());
    shared.put("seconds", one.seconds(prices.shared()));
    describe(one, prices.curvatures(), batch.putArray("curvatures"));
    describe(one, prices.observables(), batch.putArray("observables"));
    describe(one, prices.arrays(), batch.putArray("arrays"));
    batch.put("runs", prices.all());
    batch.put("runs_per_step", prices.perStep());
    batch.put("seconds", one.seconds(prices.all()));
    batch.put("seconds_per_step", one.seconds(prices.perStep()));
  }

  private static void describe(StepCost.OfBatch of, List<CostItem> items, ArrayNode into) {
    for (CostItem item : items) {
      ObjectNode row = into.addObject();
      row.put("name", item.name());
      row.put("description", item.description());
      Json.put(row, "quantities", item.quantities().stream().map(Quantity::toString).toList());
      row.put("every", item.every());
      row.put("runs", item.runs());
      row.put("runs_per_step", item.runsPerStep());
      row.put("seconds", of.seconds(item.runs()));
      row.put("seconds_per_step", of.seconds(item.runsPerStep()));
    }
  }

  private double seconds(ToDoubleFunction<Prices> runs) {
    return cost.batches().stream()
        .mapToDouble(one -> one.seconds(runs.applyAsDouble(one.prices())))
        .sum();
  }

  void print() {
    for (StepCost.OfBatch one : cost.batches()) {
      Effort effort = one.effort();
      Prices prices = one.prices();
      System.out.printf(
          "Batch %s: %,d samples, %,d parameters; a run of the network on it takes %.2g"
              + " multiply-adds%n",
          effort.choice(), effort.samples(), effort.parameters(), (double) effort.multiplyAdds());
      printRow("", "runs", "per step", "seconds", "");
      printRow(one, "shared", prices.shared(), prices.shared(), "sweeps along the step, losses");
      prices
          .items()
          .forEach(
              item -> printRow(one, item.name(), item.runs(), item.runsPerStep(), meaning(item)));
      printRow(one, "sum", prices.all(), prices.perStep(), "");
    }
    cost.batches().stream()
        .flatMap(one -> one.prices().curvatures().stream())
        .findFirst()
        .ifPresent(any -> System.out.printf("Each curvature gives %s.%n", names(any)));
    System.out.printf(
        "In all about %.2g s for a step on which everything is due, %.2g s per step on average.%n",
        seconds(Prices::all), seconds(Prices::perStep));
    cost.refusals().forEach(refusal -> System.out.println("Refused: " + refusal));
  }

  private static void printRow(
      StepCost.OfBatch of, String name, long runs, double perStep, String meaning) {
    printRow(
        name,
        "%,d".formatted(runs),
        perStep == Math.rint(perStep) ? "%,.0f".formatted(perStep) : "%.3g".formatted(perStep),
        "%.2g".formatted(of.seconds(runs)),
        meaning);
  }

  private static void printRow(
      String name, String runs, String perStep, String seconds, String meaning) {
    System.out.println(
        "  %-36s %9s %10s %10s  %s"
            .formatted(name, runs, perStep, seconds, meaning)
            .stripTrailing());
  }

  /** Numbers that all curvatures have are said once. */
  private static String meaning(CostItem item) {
    boolean isOfEveryStep = item.quantities().contains(Quantity.SLOPE);
    return isOfEveryStep || item.quantities().isEmpty()
        ? item.description()
        : "%s: %s".formatted(item.description(), names(item));
  }

  private static String names(CostItem item) {
    return item.quantities().stream().map(Quantity::toString).collect(Collectors.joining(", "));
  }
}
