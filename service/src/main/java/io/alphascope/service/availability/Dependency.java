package io.alphascope.service.availability;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Something that a service cannot do without: a readiness check that tells the reason, and a value
 * of the gauge {@code alphascope.dependency.up}. Its bean is {@code @Readiness} and
 * {@code @Default}.
 */
public interface Dependency extends HealthCheck {

  /** Name of the check, in lower case. */
  String name();

  /** Why it cannot be used, as of the last time it was asked; empty if it can. */
  Optional<String> trouble();

  @Override
  default HealthCheckResponse call() {
    return CheckResponses.of(name(), trouble());
  }
}
