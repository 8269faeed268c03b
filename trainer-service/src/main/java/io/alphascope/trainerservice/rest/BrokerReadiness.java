package io.alphascope.trainerservice.rest;

import io.alphascope.trainerservice.publishing.BrokerWatch;
import io.alphascope.trainerservice.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the broker answers, and past runs are known, so that a run can be started. */
@Readiness
@ApplicationScoped
class BrokerReadiness implements HealthCheck {

  private final BrokerWatch watch;
  private final Runs runs;

  BrokerReadiness(BrokerWatch watch, Runs runs) {
    this.watch = watch;
    this.runs = runs;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kafka")
        .status(watch.isReachable() && runs.isReady())
        .withData("bootstrap.servers", watch.address())
        .withData("reachable", watch.isReachable())
        .withData("past runs known", runs.isReady())
        .build();
  }
}
