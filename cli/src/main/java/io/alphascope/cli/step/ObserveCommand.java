package io.alphascope.cli.step;

import io.alphascope.cli.connection.DataFolderOption;
import io.alphascope.cli.stepfiles.StepFolder;
import io.alphascope.cli.stepfiles.StepRemarks;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.curvature.SampleQuantities;
import io.alphascope.curvature.SampleQuantity;
import io.alphascope.curvature.StepCost;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.StepOutcome;
import io.alphascope.curvature.StepRequest;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.system.NativeLibraries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
          + " fresh batches work too. If it takes more than a few seconds, standard error shows the"
          + " cost beforehand, and the progress. What cannot be observed is named there with the"
          + " reason; the rest is observed all the same, and the exit status is 1."
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
      description = {
        "Only these numbers, for example alpha_star,slope (default: all that are observed); one"
            + " that --observe would name is observed. Or arrays of the step's own samples, written"
            + " to the folder of --save: ${COMPLETION-CANDIDATES}."
      },
      completionCandidates = ArrayNames.class)
  private List<String> quantities = new ArrayList<>();

  @Option(
      names = "--observe",
      paramLabel = "A,B",
      split = ",",
      description = {
        "Observe these too, which takes passes of their own: ${COMPLETION-CANDIDATES}. A step in"
            + " files has all of them; of A@K, for every K-th step, --explain shows the price per"
            + " step."
      },
      completionCandidates = ObservableNames.class)
  private List<String> observables = new ArrayList<>();

  @Option(
      names = "--explain",
      description =
          "Observe nothing, and print what would be computed and what that costs, in runs of the"
              + " network and seconds.")
  private boolean explain;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(
      names = "--save",
      paramLabel = "OUT",
      description =
          "Write product.<curvature>.npy, the vectors Bd, into this folder, of diagonal and"
              + " Kronecker operators <curvature>.npy or <curvature>.<parameter"
              + " tensor>.<factor>.npy, and <quantity>.npy of the arrays that --quantity names.")
  private Path save;

  @Mixin private DataFolderOption dataFolder;

  /** For the help. */
  static final class ArrayNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(SampleQuantity.Kind.values()).map(Object::toString).iterator();
    }
  }

  /** For the help. */
  static final class ObservableNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Observable.values()).map(Object::toString).iterator();
    }
  }

  @Override
  public Integer call() {
    QuantityOption chosen = QuantityOption.parse(quantities);
    List<ObservableChoice> asked = chosen.observables(observables());
    if (!chosen.arrays().isEmpty() && save == null && !explain) {
      throw new CommandFailure(
          "--quantity %s is an array, which is not printed".formatted(chosen.arrays().get(0)),
          "name a folder to write it into with --save");
    }
    NativeLibraries.use(dataFolder.folder());
    StepFolder step = StepFolder.read(folder, dataFolder.datasets());
    StepRequest request = new StepRequest(names(step), asked);
    return explain ? explain(step, request, chosen.arrays()) : observe(step, request, chosen);
  }

  private int explain(StepFolder step, StepRequest request, List<SampleQuantity> arrays) {
    try (StepObserver observer = StepObserver.withProducts()) {
      StepCost cost = observer.cost(step.step(), request, arrays, step.batches());
      ExplainedStep explained = new ExplainedStep(cost);
      if (json) {
        Json.print(explained.document());
      } else {
        explained.print();
      }
      return 0;
    } catch (IllegalArgumentException e) {
      throw StepFolder.wrongStep(folder, e);
    }
  }

  private int observe(StepFolder step, StepRequest request, QuantityOption chosen) {
    SavedArrays saved = save == null ? null : new SavedArrays(save, step.type());
    StepOutcome outcome = observe(step, request, chosen.arrays(), saved);
    List<String> remarks = StepRemarks.of(step);
    ObservedStep observed =
        new ObservedStep(
            outcome,
            chosen.shown(request.observables()),
            new LayerTable(
                chosen.numbers().stream().map(Quantity::toString).collect(Collectors.toSet())));
    if (json) {
      Json.print(Json.put(observed.document(), "remarks", remarks));
    } else {
      observed.print();
      remarks.forEach(System.out::println);
    }
    outcome
        .refusals()
        .forEach(
            refusal -> Terminal.say("%s is not observed: %s", refusal.name(), refusal.reason()));
    return outcome.refusals().isEmpty() ? 0 : ExitCode.SOFTWARE;
  }

  /**
   * With the arrays saved.
   *
   * @throws CommandFailure if nothing can be observed
   */
  private StepOutcome observe(
      StepFolder step, StepRequest request, List<SampleQuantity> arrays, SavedArrays saved) {
    try (StepObserver observer = StepObserver.withProducts()) {
      StepOutcome outcome =
          observer.observe(
              step.step(),
              request,
              step.batches(),
              saved,
              new ObservingProgress(Terminal.display()));
      List<StepOutcome.Refusal> refusals = new ArrayList<>(outcome.refusals());
      List<StepOutcome.Refusal> unsaved = save(step, arrays, saved);
      refusals.addAll(unsaved);
      if (outcome.observations().isEmpty() && unsaved.size() == arrays.size()) {
        StepOutcome.Refusal first = refusals.get(0);
        throw new IllegalArgumentException("'%s': %s".formatted(first.name(), first.reason()));
      }
      return new StepOutcome(outcome.observations(), refusals.stream().distinct().toList());
    } catch (IllegalArgumentException e) {
      throw StepFolder.wrongStep(folder, e);
    }
  }

  /** One after the other, so that only one is in memory; what is refused. */
  private static List<StepOutcome.Refusal> save(
      StepFolder step, List<SampleQuantity> arrays, SavedArrays saved) {
    List<StepOutcome.Refusal> refusals = new ArrayList<>();
    if (arrays.isEmpty()) {
      return refusals;
    }
    try (SampleQuantities quantities =
        new SampleQuantities(step.step(), step.batches().batch(BatchChoice.own()))) {
      for (SampleQuantity quantity : arrays) {
        try {
          saved.array(quantity, quantities.array(quantity));
        } catch (IllegalArgumentException undefined) {
          refusals.add(new StepOutcome.Refusal(quantity.toString(), undefined.getMessage()));
        }
      }
    }
    return refusals;
  }

  private List<ObservableChoice> observables() {
    try {
      return ObservableChoice.parseAll(observables);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--observe is wrong", e.getMessage(), e);
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
}
