package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import jakarta.inject.Singleton;
import java.net.URI;

/** The services that the aggregator passes orders on to. */
@Singleton
class Neighbours {

  final Upstream trainer;
  final Upstream curvatureService;

  Neighbours(AggregatorConfig config) {
    trainer = upstream("the trainer", config.trainerUrl(), "alphascope.aggregator.trainer-url");
    curvatureService =
        upstream(
            "the curvature service", config.curvatureUrl(), "alphascope.aggregator.curvature-url");
  }

  private static Upstream upstream(String title, URI url, String setting) {
    return new Upstream(title, url.toString().replaceAll("/+$", ""), setting);
  }
}
