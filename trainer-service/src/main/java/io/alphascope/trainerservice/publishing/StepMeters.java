package io.alphascope.trainerservice.publishing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** What becomes of steps, counted over all runs since the service started. */
@Startup
@ApplicationScoped
public class StepMeters {

  private final Counter taken;
  private final Counter published;
  private final Counter publishedBytes;
  private final Counter skipped;
  private volatile int buffered;

  StepMeters(MeterRegistry registry) {
    taken =
        Counter.builder("alphascope.trainer.steps.taken")
            .description("Steps taken")
            .register(registry);
    published =
        Counter.builder("alphascope.trainer.steps.published")
            .description("Steps acknowledged by the broker")
            .register(registry);
    publishedBytes =
        Counter.builder("alphascope.trainer.steps.published.bytes")
            .description("Bytes of the steps acknowledged by the broker")
            .register(registry);
    skipped =
        Counter.builder("alphascope.trainer.steps.skipped")
            .description("Steps not published because the buffer was full")
            .register(registry);
    Gauge.builder("alphascope.trainer.buffer.events", this, meters -> meters.buffered)
        .description("Steps between training and the broker's acknowledgement")
        .register(registry);
  }

  /** A step was taken. */
  public void taken() {
    taken.increment();
  }

  /** A step was left out because the buffer was full. */
  public void skipped() {
    skipped.increment();
  }

  void published(int bytes) {
    published.increment();
    publishedBytes.increment(bytes);
  }

  void bufferedEvents(int events) {
    buffered = events;
  }
}
