package io.alphascope.curvatureservice.machine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
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
    return reasons.isEmpty()
        ? HealthCheckResponse.up("machine")
        : HealthCheckResponse.named("machine")
            .down()
            .withData("reason", String.join("; ", reasons))
            .build();
  }
}
