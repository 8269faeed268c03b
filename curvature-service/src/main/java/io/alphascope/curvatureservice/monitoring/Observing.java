package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvatureservice.observe.Startup;
import io.alphascope.service.availability.CheckResponses;
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
    return CheckResponses.of("observing", startup.waitingFor());
  }
}
