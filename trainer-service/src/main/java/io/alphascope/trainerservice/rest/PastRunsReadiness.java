package io.alphascope.trainerservice.rest;

import io.alphascope.service.availability.CheckResponses;
import io.alphascope.trainerservice.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: past runs are known, so that a run can be started. */
@Readiness
@ApplicationScoped
class PastRunsReadiness implements HealthCheck {

  private final Runs runs;

  PastRunsReadiness(Runs runs) {
    this.runs = runs;
  }

  @Override
  public HealthCheckResponse call() {
    return CheckResponses.of(
        "past-runs",
        runs.isReady() ? Optional.empty() : Optional.of("past runs are not read from Kafka yet"));
  }
}
