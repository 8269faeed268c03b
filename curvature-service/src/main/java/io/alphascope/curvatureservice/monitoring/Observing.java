package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvatureservice.observe.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while steps are consumed; otherwise the reason why not. */
@Readiness
@ApplicationScoped
public class Observing implements HealthCheck {

  @Inject Startup startup;

  @Override
  public HealthCheckResponse call() {
    return startup
        .waitingFor()
        .map(reason -> HealthCheckResponse.named("observing").down().withData("reason", reason))
        .orElseGet(() -> HealthCheckResponse.named("observing").up())
        .build();
  }
}
