package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvature.StepObserver;
import io.alphascope.curvatureservice.broker.Broker;
import io.alphascope.curvatureservice.observe.Workers;
import io.github.mweirauch.micrometer.jvm.extras.ProcessMemoryMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Gauges of what the JVM's own metrics do not show: native memory above all. */
@ApplicationScoped
public class ProcessGauges {

  @Inject MeterRegistry registry;
  @Inject Workers workers;
  @Inject StepObserver observer;
  @Inject Broker broker;

  void onStart(@Observes StartupEvent started) {
    Gauge.builder("alphascope.workers", workers, Workers::count)
        .description("Threads that observe")
        .register(registry);
    Gauge.builder("alphascope.workers.busy", workers, Workers::busy)
        .description("Threads that are on a step")
        .register(registry);
    Gauge.builder("alphascope.live.arrays", observer, StepObserver::liveArrays)
        .description("Arrays in native memory: of steps under way, and kept for further steps")
        .register(registry);
    Gauge.builder("alphascope.dependency.up", broker, b -> b.trouble().isEmpty() ? 1 : 0)
        .description("1: it answered the last time it was asked; 0: it did not")
        .tag("dependency", "broker")
        .register(registry);
    new ProcessMemoryMetrics().bindTo(registry);
  }
}
