package io.alphascope.cli.step;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.connection.DataFolderOption;
import io.alphascope.cli.stepfiles.StepFolder;
import io.alphascope.cli.stepfiles.StepRemarks;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.curvature.ProductSink;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.system.NativeLibraries;
import io.alphascope.workload.naming.Named;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Observes one step in files, without Kafka or any service. */
@Command(
    name = "observe",
    sortOptions = false,
    description = {
      "Observes one step in files. DIR holds step.json (network, activation, loss, reduction,"
          + " learning_rate), theta0.npy, theta1.npy, gradient.npy (optional), inputs.npy and"
          + " targets.npy; or dataset in step.json and indices.npy instead of the last two, then"
          + " fresh batches work too. If it takes more than a few seconds, standard error shows"
          + " the cost beforehand, and the progress."
    })
public final class ObserveCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The step's folder.")
  private Path folder;

  @Option(
      names = "--curvature",
      paramLabel = "A,B",
      description =
          "Curvatures to observe (default: "
              + CurvatureName.DEFAULTS_ON_OWN_BATCH
              + "; with a dataset also"
              + " hessian@fresh:256).")
  private String curvatures;

  @Option(
      names = "--quantity",
      paramLabel = "Q,R",
      split = ",",
      description = "Only these numbers, for example alpha_star,slope (default: all).")
  private List<String> quantities = new ArrayList<>();

  @Option(names = "--json", description = "Print them as one JSON document.")
  private boolean json;

  @Option(
      names = "--save",
      paramLabel = "OUT",
      description =
          "Write product.<curvature>.npy, the vectors Bd, into this folder, and of diagonal and"
              + " Kronecker operators <curvature>.npy or"
              + " <curvature>.<parameter tensor>.<factor>.npy.")
  private Path save;

  @Mixin private DataFolderOption dataFolder;

  @Override
  public Integer call() {
    Set<Quantity> shown = shown();
    NativeLibraries.use(dataFolder.folder());
    StepFolder step = StepFolder.read(folder, dataFolder.datasets());
    SavedArrays saved = save == null ? null : new SavedArrays(step.type());
    List<Observation> observations = observe(step, names(step), saved);
    if (save != null) {
      saved.write(save);
    }
    List<String> remarks = StepRemarks.of(step);
    LayerTable layers =
        new LayerTable(
            quantities.isEmpty()
                ? Set.of()
                : shown.stream().map(Quantity::toString).collect(Collectors.toSet()));
    if (json) {
      Json.print(Json.put(document(observations, shown, layers), "remarks", remarks));
    } else {
      printTable(observations, shown);
      observations.forEach(layers::print);
      remarks.forEach(System.out::println);
    }
    return 0;
  }

  private List<Observation> observe(
      StepFolder step, List<CurvatureName> names, ProductSink products) {
    try {
      return StepObserver.withProducts()
          .observe(
              step.step(),
              names,
              step.batches(),
              products,
              new ObservingProgress(Terminal.display()));
    } catch (IllegalArgumentException e) {
      throw StepFolder.wrongStep(folder, e);
    }
  }

  private List<CurvatureName> names(StepFolder step) {
    if (curvatures == null) {
      return CurvatureName.parseList(
              step.hasOtherSamples() ? CurvatureName.DEFAULTS : CurvatureName.DEFAULTS_ON_OWN_BATCH)
          .stream()
          .filter(name -> name.missing(step.step().network(), step.step().loss()).isEmpty())
          .toList();
    }
    try {
      return CurvatureName.parseList(curvatures);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--curvature is wrong", e.getMessage(), e);
    }
  }

  private Set<Quantity> shown() {
    if (quantities.isEmpty()) {
      return EnumSet.allOf(Quantity.class);
    }
    try {
      return quantities.stream()
          .map(name -> Named.parse("quantity", Quantity.values(), name.strip()))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--quantity is wrong", e.getMessage(), e);
    }
  }

  private static ObjectNode document(
      List<Observation> observations, Set<Quantity> shown, LayerTable layers) {
    ObjectNode document = Json.object();
    ArrayNode all = document.putArray("observations");
    for (Observation observation : observations) {
      ObjectNode row = all.addObject();
      row.put("curvature", observation.curvature().toString());
      row.put("batch_size", observation.batchSize());
      row.put("status", observation.status().toString());
      for (Quantity quantity : shown) {
        Json.put(row, quantity.toString(), observation.value(quantity));
      }
      layers.put(row, observation);
    }
    return document;
  }

  private static void printTable(List<Observation> observations, Set<Quantity> shown) {
    printRow("", observations, Observation::curvature);
    printRow("batch_size", observations, Observation::batchSize);
    printRow("status", observations, Observation::status);
    for (Quantity quantity : shown) {
      printRow(quantity.toString(), observations, row -> number(row.value(quantity)));
    }
  }

  private static void printRow(
      String name, List<Observation> observations, Function<Observation, Object> cell) {
    StringBuilder row = new StringBuilder("%-26s".formatted(name));
    observations.forEach(
        observation -> row.append(" %24s".formatted(cell.apply(observation).toString())));
    System.out.println(row.toString().stripTrailing());
  }

  /** A dash for a number that does not exist. */
  static String number(OptionalDouble value) {
    return value.isPresent() ? "%.9g".formatted(value.getAsDouble()) : "–";
  }
}
