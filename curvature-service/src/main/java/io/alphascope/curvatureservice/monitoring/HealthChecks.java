package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.delivery.Workers;
import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.curvatureservice.startup.Startup;
import io.alphascope.service.availability.CheckResponses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Readiness, beside the check of the broker, and liveness. */
@ApplicationScoped
class HealthChecks {

  /** Ready while steps are consumed; otherwise the reason why not. */
  @Produces
  @Readiness
  HealthCheck observing(Startup startup) {
    return () -> CheckResponses.of("observing", startup.waitingFor());
  }

  /** Ready while this machine lacks nothing that a step needs; otherwise the reason. */
  @Produces
  @Readiness
  HealthCheck machine(HeldWork heldWork) {
    return () -> CheckResponses.of("machine", heldWork.reason());
  }

  /**
   * Alive unless a worker hangs. The channel's own check, the age of unacknowledged records, is not
   * used: steps may wait for the broker for any time.
   */
  @Produces
  @Liveness
  HealthCheck workers(Workers workers, CurvatureServiceConfig config) {
    return () -> {
      Duration longest = workers.longestOnOneStep();
      return HealthCheckResponse.named("workers")
          .status(longest.compareTo(config.curvature().stuckAfter()) < 0)
          .withData("longest_on_one_step", longest.toString())
          .build();
    };
  }
}
