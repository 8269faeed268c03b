package io.alphascope.curvatureservice.machine;

import io.alphascope.service.availability.CheckResponses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while no step is held for what this machine lacks; otherwise what that is. */
@Readiness
@ApplicationScoped
public class MachineSuffices implements HealthCheck {

  @Inject HeldWork heldWork;

  @Override
  public HealthCheckResponse call() {
    List<String> reasons = heldWork.reasons();
    return CheckResponses.of(
        "machine", reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons)));
  }
}
