package io.alphascope.service.availability;

import io.github.mweirauch.micrometer.jvm.extras.ProcessMemoryMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Gauges of the dependencies of a service, and of the process. */
@ApplicationScoped
class ServiceGauges {

  private final List<Dependency> dependencies;

  ServiceGauges(@All List<Dependency> dependencies) {
    this.dependencies = dependencies;
  }

  @Produces
  @Singleton
  MeterBinder availability() {
    return registry ->
        dependencies.forEach(
            dependency ->
                Gauge.builder(
                        "alphascope.dependency.up",
                        dependency,
                        asked -> asked.trouble().isEmpty() ? 1 : 0)
                    .description("1: it answered the last time it was asked; 0: it did not")
                    .tag("dependency", dependency.name())
                    .register(registry));
  }

  /** Resident memory, with that of PyTorch and RocksDB, which the JVM's metrics do not include. */
  @Produces
  @Singleton
  MeterBinder processMemory() {
    return new ProcessMemoryMetrics();
  }
}
