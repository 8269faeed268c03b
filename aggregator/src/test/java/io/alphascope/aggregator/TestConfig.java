package io.alphascope.aggregator;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The configuration as a process would read it from these properties alone. */
public final class TestConfig {

  private TestConfig() {}

  public static AggregatorConfig of(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("user.home", System.getProperty("user.home"));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(Duration.class, 100, new DurationConverter())
        .withMapping(AggregatorConfig.class)
        .withDefaultValues(all)
        .build()
        .getConfigMapping(AggregatorConfig.class);
  }
}
