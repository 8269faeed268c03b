package io.alphascope.curvature;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.engine.PyTorch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Observes steps. Curvatures of one batch share one sweep; whatever is created meanwhile is closed
 * at the end, however it ends. Thread-safe; every thread computes by itself, so set {@code
 * ai.djl.pytorch.num_threads} to 1 and use several threads.
 */
public final class StepObserver implements AutoCloseable {
  private final boolean products;

  /** As many as observations ever ran at once. */
  private final Queue<Line> idle = new ConcurrentLinkedQueue<>();

  /** What holds the arrays of every line and of every observation under way. */
  private final LiveArrays arrays = new LiveArrays();

  private final Device device;

  private StepObserver(boolean products, Device device) {
    this.products = products;
    this.device = device;
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
    if (sink != null && !products) {
      throw new IllegalArgumentException("this observer leaves products out");
    }
    curvatures.forEach(name -> requireOf(step, name));
    Line line = lineFor(step);
    NDManager manager = arrays.count(PyTorch.newManager(device));
    try (manager) {
      line.aim(step.theta0(), step.theta1());
      Map<CurvatureName, Observation> observations = new HashMap<>();
      byBatch(curvatures)
          .forEach(
              (choice, names) -> {
                Batch batch = batches.batch(choice);
                try (NDManager scope = manager.newSubManager()) {
                  observations.putAll(
                      observe(step, line, choice, batch, names, sink, listener, scope));
                }
              });
      return curvatures.stream().map(observations::get).toList();
    } finally {
      line.tell(cost -> {});
      arrays.forget(manager);
      idle.add(line);
    }
  }

  private static void requireOf(Step step, CurvatureName name) {
    name.missing(step.network(), step.loss())
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("curvature '%s': %s".formatted(name, reason));
            });
  }

  private Map<CurvatureName, Observation> observe(
      Step step,
      Line line,
      BatchChoice choice,
      Batch batch,
      Set<CurvatureName> names,
      ProductSink sink,
      EffortListener listener,
      NDManager scope) {
    batch.check(step.network(), step.dataType());
    int chunk = ChunkRule.samples(step, line, batch, scope);
    if (listener != null) {
      announce(listener, Effort.of(step, line, choice, batch, chunk, names, products), line);
    }
    try (BatchObserver observer =
        new BatchObserver(step, line, choice, batch, chunk, products, sink, scope)) {
      return observer.observe(names);
    }
  }

  private static void announce(EffortListener listener, Effort effort, Line line) {
    long parts = (effort.samples() + effort.atOnce() - 1L) / effort.atOnce();
    double all = (double) parts * effort.runs();
    AtomicLong done = new AtomicLong();
    listener.begins(effort);
    line.tell(cost -> listener.advanced(Math.min(1, done.addAndGet(cost) / all)));
  }

  private Line lineFor(Step step) {
    Line line = idle.poll();
    if (line != null && !line.fits(step.network(), step.dataType(), device)) {
      close(line);
      line = null;
    }
    if (line == null) {
      line = new Line(step.network(), step.dataType(), device);
      arrays.count(line.manager());
    }
    return line;
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

  private void close(Line line) {
    arrays.forget(line.manager());
    line.close();
  }

  /** Frees what was kept for further steps. No observation may be running. */
  @Override
  public void close() {
    for (Line line = idle.poll(); line != null; line = idle.poll()) {
      close(line);
    }
  }
}
