package io.alphascope.aggregator.health;

import io.alphascope.aggregator.topology.Aggregation;
import io.alphascope.service.availability.CheckResponses;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the statistics are being computed; otherwise the reason why not. */
@Readiness
@ApplicationScoped
class StatisticsReadiness implements HealthCheck {

  private final Aggregation aggregation;

  StatisticsReadiness(Aggregation aggregation) {
    this.aggregation = aggregation;
  }

  @Override
  public HealthCheckResponse call() {
    return CheckResponses.of("statistics", aggregation.notRunningBecause());
  }
}
