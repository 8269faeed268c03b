package io.alphascope.service.availability;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Something that a service needs: a readiness check that gives the reason, and a value of the gauge
 * {@code alphascope.dependency.up}. Its bean has {@code @Readiness} and {@code @Default}.
 */
public interface Dependency extends HealthCheck {

  /** Name of the check, in lower case. */
  String name();

  /** Why it could not be used at the last check; empty if it could. */
  Optional<String> trouble();

  @Override
  default HealthCheckResponse call() {
    return CheckResponses.of(name(), trouble());
  }
}
