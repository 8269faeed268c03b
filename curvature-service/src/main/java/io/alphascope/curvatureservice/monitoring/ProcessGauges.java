package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvatureservice.observe.Workers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Gauges of what the JVM's own metrics do not show: native memory above all. */
@ApplicationScoped
public class ProcessGauges {

  private static final Logger LOG = Logger.getLogger(ProcessGauges.class);
  private static final Path STATUS = Path.of("/proc/self/status");

  @Inject MeterRegistry registry;
  @Inject Workers workers;

  void onStart(@Observes StartupEvent started) {
    Gauge.builder("alphascope.workers", workers, Workers::count)
        .description("Threads that observe")
        .register(registry);
    Gauge.builder("alphascope.workers.busy", workers, Workers::busy)
        .description("Threads that are on a step")
        .register(registry);
    if (Files.isReadable(STATUS)) {
      Gauge.builder("alphascope.resident.memory", ProcessGauges::residentBytes)
          .description("Resident memory of the process, PyTorch's included")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  /** VmRSS, which Linux gives in kB of 1024 bytes; NaN if it cannot be read. */
  static double residentBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException unreadable) {
      LOG.debugf(unreadable, "cannot read %s", STATUS);
      return Double.NaN;
    }
  }
}
