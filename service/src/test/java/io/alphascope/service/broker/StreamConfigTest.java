package io.alphascope.service.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.events.StreamSettings;
import io.smallrye.config.ConfigValidationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamConfigTest {

  @Test
  void defaultsAreThoseOfTheStream() {
    assertThat(TestStream.config(Map.of()).settings()).isEqualTo(StreamSettings.defaults());
  }

  @Test
  void readsEveryKey() {
    StreamConfig config =
        TestStream.config(
            Map.of(
                "alphascope.largest-event-bytes", "2048",
                "alphascope.partitions", "2",
                "alphascope.steps-retention-bytes", "4096",
                "alphascope.steps-retention", "90m"));

    assertThat(config.settings())
        .isEqualTo(new StreamSettings(2048, 2, 4096, Duration.ofMinutes(90)));
  }

  @Test
  void refusesByName() {
    assertThatThrownBy(() -> TestStream.config(Map.of("alphascope.partitions", "0")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("alphascope.partitions must be greater than or equal to 1");
    assertThatThrownBy(() -> TestStream.config(Map.of("alphascope.partitions", "many")))
        .hasMessageContaining("alphascope.partitions");
  }
}
