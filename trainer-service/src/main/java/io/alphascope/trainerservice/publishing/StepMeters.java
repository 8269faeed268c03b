package io.alphascope.trainerservice.publishing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts steps over all runs since the service started. */
@Startup
@ApplicationScoped
public class StepMeters {

  private final Counter taken;
  private final Counter published;
  private final Counter publishedBytes;
  private final Counter skipped;
  private volatile int buffered;

  StepMeters(MeterRegistry registry) {
    taken = counter(registry, "taken", "Steps taken");
    published = counter(registry, "published", "Steps acknowledged by the broker");
    publishedBytes =
        counter(registry, "published.bytes", "Bytes of the steps acknowledged by the broker");
    skipped = counter(registry, "skipped", "Steps not published because the buffer was full");
    Gauge.builder("alphascope.trainer.buffer.events", this, meters -> meters.buffered)
        .description("Steps between training and the broker's acknowledgement")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String what, String description) {
    return Counter.builder("alphascope.trainer.steps." + what)
        .description(description)
        .register(registry);
  }

  /** A step was taken. */
  public void taken() {
    taken.increment();
  }

  /** A step was not published because the buffer was full. */
  public void skipped() {
    skipped.increment();
  }

  void published(int steps, int bytes) {
    published.increment(steps);
    publishedBytes.increment(bytes);
  }

  void bufferedSteps(int steps) {
    buffered = steps;
  }
}
