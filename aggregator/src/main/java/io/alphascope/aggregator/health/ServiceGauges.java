package io.alphascope.aggregator.health;

import io.alphascope.aggregator.broker.Broker;
import io.alphascope.aggregator.postgres.Database;
import io.github.mweirauch.micrometer.jvm.extras.ProcessMemoryMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Gauges of the process and of what it depends on. */
@ApplicationScoped
class ServiceGauges {

  /** Resident memory: RocksDB's is in it, which the JVM's own metrics do not show. */
  @Produces
  @Singleton
  MeterBinder processMemory() {
    return new ProcessMemoryMetrics();
  }

  @Produces
  @Singleton
  MeterBinder dependencies(Broker broker, Database database) {
    return registry -> {
      gauge(registry, "broker", broker::awayBecause);
      gauge(registry, "database", database::awayBecause);
    };
  }

  private static void gauge(
      MeterRegistry registry, String dependency, Supplier<Optional<String>> awayBecause) {
    Gauge.builder("alphascope.dependency.up", () -> awayBecause.get().isEmpty() ? 1 : 0)
        .description("1: it answered the last time it was asked; 0: it did not")
        .tag("dependency", dependency)
        .register(registry);
  }
}
