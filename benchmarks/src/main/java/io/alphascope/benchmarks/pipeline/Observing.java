package io.alphascope.benchmarks.pipeline;

import io.alphascope.benchmarks.ReferenceNetwork;
import io.alphascope.benchmarks.ReferenceStep;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.operator.CurvatureName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Observes a step as often as a run has steps, with no stream around it. */
final class Observing {

  /** The curvature service does as much before it is ready. */
  private static final int WARM_UP = 50;

  private Observing() {}

  /** CPU time of all threads, one per core. */
  static Duration measure(List<String> curvatures, int steps, int threads)
      throws IOException, InterruptedException, ExecutionException {
    List<CurvatureName> names = curvatures.stream().map(CurvatureName::parse).toList();
    ReferenceStep reference = ReferenceStep.of(ReferenceNetwork.PERCEPTRON);
    StepObserver observer = StepObserver.withProducts();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      observe(reference, observer, names, WARM_UP, workers);
      Duration before = ProcessorTime.ofThisProcess();
      observe(reference, observer, names, steps, workers);
      return ProcessorTime.ofThisProcess().minus(before);
    } finally {
      workers.shutdownNow();
    }
  }

  private static void observe(
      ReferenceStep reference,
      StepObserver observer,
      List<CurvatureName> names,
      int times,
      ExecutorService workers)
      throws InterruptedException, ExecutionException {
    List<Future<?>> observed = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      observed.add(
          workers.submit(() -> observer.observe(reference.step(), names, reference.batches())));
    }
    for (Future<?> each : observed) {
      each.get();
    }
  }
}
