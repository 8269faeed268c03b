package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import jakarta.inject.Singleton;

/** The services that the aggregator passes orders on to. */
@Singleton
class Neighbours {

  final Upstream trainer;
  final Upstream curvatureService;

  Neighbours(AggregatorConfig config) {
    trainer = new Upstream("the trainer", config.trainerUrl(), "alphascope.aggregator.trainer-url");
    curvatureService =
        new Upstream(
            "the curvature service", config.curvatureUrl(), "alphascope.aggregator.curvature-url");
  }
}
