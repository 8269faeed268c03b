package io.alphascope.curvature;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.observable.BatchObservables;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.engine.PyTorch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Observes steps. Curvatures of one batch share one sweep; whatever is created meanwhile is closed
 * at the end, however it ends. Thread-safe; every thread computes by itself, so set {@code
 * ai.djl.pytorch.num_threads} to 1 and use several threads.
 */
public final class StepObserver implements AutoCloseable {
  private final boolean products;

  /** What holds the arrays of every line and of every observation under way. */
  private final LiveArrays arrays = new LiveArrays();

  private final LinePool lines;
  private final Device device;

  private StepObserver(boolean products, Device device) {
    this.products = products;
    this.device = device;
    this.lines = new LinePool(device, arrays);
  }

  /** Observes every quantity. */
  public static StepObserver withProducts(Device device) {
    return new StepObserver(true, device);
  }

  /** Observes every quantity, on the processor. */
  public static StepObserver withProducts() {
    return withProducts(Device.cpu());
  }

  /** Leaves out the vectors Bd, and with them their norm and their cosine with d. */
  public static StepObserver withoutProducts(Device device) {
    return new StepObserver(false, device);
  }

  /**
   * Observes one step.
   *
   * @return an observation per name, in their order
   * @throws IllegalArgumentException naming what of a batch does not fit the step's network, or the
   *     curvature that its loss does not have
   */
  public List<Observation> observe(Step step, List<CurvatureName> curvatures, BatchSource batches) {
    return observe(step, curvatures, batches, null);
  }

  /**
   * Observes one step and hands out the vectors Bd.
   *
   * @param sink receives them; null: they are dropped
   * @throws IllegalArgumentException naming what of a batch does not fit the step's network, or the
   *     curvature that its loss does not have
   */
  public List<Observation> observe(
      Step step, List<CurvatureName> curvatures, BatchSource batches, ProductSink sink) {
    return observe(step, curvatures, batches, sink, null);
  }

  /**
   * Observes one step and says what that takes, and how far it is.
   *
   * @param sink receives the vectors Bd; null: they are dropped
   * @param listener null: no listener
   * @throws IllegalArgumentException naming what of a batch does not fit the step's network, or the
   *     curvature that its loss does not have
   */
  public List<Observation> observe(
      Step step,
      List<CurvatureName> curvatures,
      BatchSource batches,
      ProductSink sink,
      EffortListener listener) {
    StepOutcome outcome = observe(step, StepRequest.of(curvatures), batches, sink, listener);
    for (StepOutcome.Refusal refusal : outcome.refusals()) {
      throw new IllegalArgumentException(
          "curvature '%s': %s".formatted(refusal.name(), refusal.reason()));
    }
    return outcome.observations();
  }

  /**
   * Observes what can be observed of one step.
   *
   * @param sink receives the vectors Bd; null: they are dropped
   * @param listener null: no listener
   * @return what was observed, and what was refused, with the reason
   * @throws IllegalArgumentException naming what of the step's own batch does not fit its network
   */
  public StepOutcome observe(
      Step step,
      StepRequest request,
      BatchSource batches,
      ProductSink sink,
      EffortListener listener) {
    if (sink != null && !products) {
      throw new IllegalArgumentException("this observer leaves products out");
    }
    List<StepOutcome.Refusal> refusals = new ArrayList<>();
    BiConsumer<String, String> refuse =
        (name, reason) -> refusals.add(new StepOutcome.Refusal(name, reason));
    List<CurvatureName> defined = defined(step, request, refuse);
    Line line = lines.take(step);
    NDManager manager = arrays.count(PyTorch.newManager(device));
    try (manager) {
      line.aim(step.theta0(), step.theta1());
      Map<CurvatureName, Observation> observations = new HashMap<>();
      byBatch(defined)
          .forEach(
              (choice, names) -> {
                try (NDManager scope = manager.newSubManager()) {
                  observations.putAll(
                      observe(
                          step, line, choice, batches, names, request, sink, listener, refuse,
                          scope));
                }
              });
      return new StepOutcome(
          defined.stream().filter(observations::containsKey).map(observations::get).toList(),
          refusals);
    } finally {
      arrays.forget(manager);
      lines.giveBack(line);
    }
  }

  private static List<CurvatureName> defined(
      Step step, StepRequest request, BiConsumer<String, String> refuse) {
    List<CurvatureName> defined = new ArrayList<>();
    for (CurvatureName name : request.curvatures()) {
      name.missing(step.network(), step.loss())
          .ifPresentOrElse(
              reason -> refuse.accept(name.toString(), reason), () -> defined.add(name));
    }
    for (ObservableChoice choice : request.observables()) {
      if (request.curvatures().stream().noneMatch(choice.observable()::isOf)) {
        refuse.accept(
            choice.observable().toString(),
            "it is a number of a matrix, and none of the curvatures asked for has it; ask for"
                + " hessian or ggn too");
      }
    }
    return defined;
  }

  private Map<CurvatureName, Observation> observe(
      Step step,
      Line line,
      BatchChoice choice,
      BatchSource batches,
      Set<CurvatureName> names,
      StepRequest request,
      ProductSink sink,
      EffortListener listener,
      BiConsumer<String, String> refuse,
      NDManager scope) {
    Batch batch;
    try {
      batch = batches.batch(choice);
      batch.check(step.network(), step.dataType());
    } catch (IllegalArgumentException wrong) {
      if (choice.equals(BatchChoice.own())) {
        throw wrong;
      }
      names.forEach(name -> refuse.accept(name.toString(), wrong.getMessage()));
      return Map.of();
    }
    int chunk = ChunkRule.samples(step, line, batch, scope);
    IntConsumer passes = cost -> {};
    if (listener != null) {
      passes =
          announce(
              listener,
              Effort.of(step, line, choice, batch, chunk, names, request.observables(), products));
      line.tell(passes);
    }
    try (BatchObserver observer =
            new BatchObserver(step, line, choice, batch, chunk, products, sink, refuse, scope);
        DirectedBatch directed = new DirectedBatch(step, lines, passes, batch, chunk, scope)) {
      return observer.observe(
          names,
          new BatchObservables(step, request.observables(), names, batch.size(), refuse),
          directed);
    }
  }

  private static IntConsumer announce(EffortListener listener, Effort effort) {
    long parts = (effort.samples() + effort.atOnce() - 1L) / effort.atOnce();
    double all = (double) parts * effort.runs();
    AtomicLong done = new AtomicLong();
    listener.begins(effort);
    return cost -> listener.advanced(Math.min(1, done.addAndGet(cost) / all));
  }

  private static Map<BatchChoice, Set<CurvatureName>> byBatch(List<CurvatureName> curvatures) {
    Map<BatchChoice, Set<CurvatureName>> grouped = new LinkedHashMap<>();
    for (CurvatureName curvature : curvatures) {
      grouped.computeIfAbsent(curvature.batch(), choice -> new LinkedHashSet<>()).add(curvature);
    }
    return grouped;
  }

  /**
   * Arrays in native memory now: those of observations under way, and those kept for further steps.
   */
  public int liveArrays() {
    return arrays.size();
  }

  /** Frees what was kept for further steps. No observation may be running. */
  @Override
  public void close() {
    lines.close();
  }
}
