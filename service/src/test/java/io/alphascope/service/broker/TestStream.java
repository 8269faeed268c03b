package io.alphascope.service.broker;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;

/** The stream's configuration as a process would read it from these properties alone. */
final class TestStream {

  private TestStream() {}

  static StreamConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withValidator(new BeanValidationConfigValidatorImpl())
        .withMapping(StreamConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(StreamConfig.class);
  }
}
