package io.alphascope.aggregator.health;

import io.alphascope.aggregator.broker.Broker;
import io.alphascope.aggregator.postgres.Database;
import io.alphascope.aggregator.topology.Aggregation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that broker and database are there and the statistics are being computed. */
@ApplicationScoped
class ReadinessChecks {

  @Produces
  @Readiness
  HealthCheck broker(Broker broker) {
    return () -> check("broker", broker.awayBecause());
  }

  @Produces
  @Readiness
  HealthCheck database(Database database) {
    return () -> check("database", database.awayBecause());
  }

  @Produces
  @Readiness
  HealthCheck statistics(Aggregation aggregation) {
    return () -> check("statistics", aggregation.notRunningBecause());
  }

  private static HealthCheckResponse check(String name, Optional<String> problem) {
    var response = HealthCheckResponse.named(name).status(problem.isEmpty());
    problem.ifPresent(reason -> response.withData("reason", reason));
    return response.build();
  }
}
