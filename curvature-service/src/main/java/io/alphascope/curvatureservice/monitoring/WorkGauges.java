package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvature.StepObserver;
import io.alphascope.curvatureservice.delivery.Workers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Gauges of the threads that observe, and of their arrays. */
@ApplicationScoped
public class WorkGauges {

  @Inject MeterRegistry registry;
  @Inject Workers workers;
  @Inject StepObserver observer;

  void onStart(@Observes StartupEvent started) {
    Gauge.builder("alphascope.workers", workers, Workers::count)
        .description("Threads that observe")
        .register(registry);
    Gauge.builder("alphascope.workers.busy", workers, Workers::busy)
        .description("Threads that observe a step now")
        .register(registry);
    Gauge.builder("alphascope.live.arrays", observer, StepObserver::liveArrays)
        .description("Arrays in native memory: of steps being observed, and kept for further steps")
        .register(registry);
  }
}
