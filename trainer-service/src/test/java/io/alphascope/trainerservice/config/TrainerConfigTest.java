package io.alphascope.trainerservice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {

  private static TrainerConfig read(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withValidator(new BeanValidationConfigValidatorImpl())
        .withMapping(TrainerConfig.class)
        .withDefaultValue("user.home", "/home/somebody")
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(TrainerConfig.class);
  }

  @Test
  void defaults() {
    TrainerConfig config = read(Map.of());
    assertThat(config.datasetFolder()).isEqualTo(Path.of("/home/somebody/.alphascope/datasets"));
    assertThat(config.trainer().device()).isEqualTo("auto");
    assertThat(config.stepsPerEvent()).isEqualTo(8);
    assertThat(config.trainer().bufferEvents()).isEqualTo(8);
  }

  @Test
  void readsEveryKey() {
    TrainerConfig config =
        read(
            Map.of(
                "alphascope.dataset-folder", "/data",
                "alphascope.steps-per-event", "64",
                "alphascope.trainer.device", "cuda",
                "alphascope.trainer.buffer-events", "3"));
    assertThat(config.datasetFolder()).isEqualTo(Path.of("/data"));
    assertThat(config.trainer().device()).isEqualTo("cuda");
    assertThat(config.stepsPerEvent()).isEqualTo(64);
    assertThat(config.trainer().bufferEvents()).isEqualTo(3);
  }

  @Test
  void refusesAnUnknownDeviceAndAnEmptyBuffer() {
    assertThatThrownBy(() -> read(Map.of("alphascope.trainer.device", "tpu")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("device must be auto, cpu or cuda");
    assertThatThrownBy(() -> read(Map.of("alphascope.trainer.buffer-events", "0")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("buffer-events must be greater than or equal to 1");
    assertThatThrownBy(() -> read(Map.of("alphascope.steps-per-event", "65")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("steps-per-event must be less than or equal to 64");
  }
}
