package io.alphascope.trainerservice.monitoring;

import io.alphascope.trainerservice.publishing.BrokerWatch;
import io.github.mweirauch.micrometer.jvm.extras.ProcessMemoryMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gauges of the process and of what it depends on. */
@ApplicationScoped
class ServiceGauges {

  /** Resident memory: PyTorch's is in it, which the JVM's own metrics do not show. */
  @Produces
  @Singleton
  MeterBinder processMemory() {
    return new ProcessMemoryMetrics();
  }

  @Produces
  @Singleton
  MeterBinder broker(BrokerWatch watch) {
    return registry ->
        Gauge.builder("alphascope.dependency.up", watch, broker -> broker.isReachable() ? 1 : 0)
            .description("1: it answered the last time it was asked; 0: it did not")
            .tag("dependency", "broker")
            .register(registry);
  }
}
