package io.alphascope.curvatureservice.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig.Products;
import io.alphascope.curvatureservice.delivery.Workers;
import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import io.alphascope.curvatureservice.startup.Startup;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What this instance observes, and what it has counted. */
@Path("/status")
public class StatusResource {

  @Inject CurvatureServiceConfig config;
  @Inject Workers workers;
  @Inject Startup startup;
  @Inject HeldWork heldWork;
  @Inject ServiceMetrics metrics;

  /**
   * The answer to {@code GET /status}; names in snake_case.
   *
   * @param curvatures observed where a step's own specification names none
   * @param workers threads that observe
   * @param busyWorkers those that observe a step now
   * @param products whether the vectors Bd are computed
   * @param waitingFor why no steps are consumed, or why some cannot be observed; null if all are
   */
  public record ServiceStatus(
      List<String> curvatures,
      int workers,
      int busyWorkers,
      boolean products,
      String waitingFor,
      @JsonUnwrapped ServiceMetrics.Counts counts) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public ServiceStatus status() {
    return new ServiceStatus(
        config.curvature().curvatures().stream().map(CurvatureName::toString).toList(),
        workers.count(),
        workers.busy(),
        config.curvature().products() == Products.ON,
        startup.waitingFor().or(heldWork::reason).orElse(null),
        metrics.counts());
  }
}
