package io.alphascope.curvatureservice.rest;

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

/** What this instance observes, and how far it has come. */
@Path("/status")
public class StatusResource {

  @Inject CurvatureServiceConfig config;
  @Inject Workers workers;
  @Inject Startup startup;
  @Inject HeldWork heldWork;
  @Inject ServiceMetrics metrics;

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
