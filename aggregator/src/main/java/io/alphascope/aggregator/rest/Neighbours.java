package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import jakarta.inject.Singleton;

/** The services that the aggregator passes orders on to. */
@Singleton
class Neighbours {

  private final Upstream trainer;
  private final Upstream curvatureService;

  Neighbours(AggregatorConfig config) {
    trainer =
        new Upstream(
            "the trainer", config.aggregator().trainerUrl(), "alphascope.aggregator.trainer-url");
    curvatureService =
        new Upstream(
            "the curvature service",
            config.aggregator().curvatureUrl(),
            "alphascope.aggregator.curvature-url");
  }

  Upstream trainer() {
    return trainer;
  }

  Upstream curvatureService() {
    return curvatureService;
  }
}
