package io.alphascope.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregatorConfigTest {

  @Test
  void hasDefaults() {
    AggregatorConfig config = TestConfig.of(Map.of());

    assertThat(config.trainerUrl()).isEqualTo(URI.create("http://127.0.0.1:8081"));
    assertThat(config.curvatureUrl()).isEqualTo(URI.create("http://127.0.0.1:8082"));
    assertThat(config.stateFolder())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".alphascope", "streams"));
    assertThat(config.statisticsEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.commitEvery()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.storeEvery()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void readsWhatIsSet() {
    AggregatorConfig config =
        TestConfig.of(
            Map.of(
                "alphascope.aggregator.commit-every", "1s",
                "alphascope.aggregator.trainer-url", "http://trainer:80"));

    assertThat(config.commitEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.trainerUrl()).isEqualTo(URI.create("http://trainer:80"));
  }

  @Test
  void refusesWhatIsNoDuration() {
    assertThatThrownBy(() -> TestConfig.of(Map.of("alphascope.aggregator.commit-every", "often")))
        .hasMessageContaining("alphascope.aggregator.commit-every");
  }
}
