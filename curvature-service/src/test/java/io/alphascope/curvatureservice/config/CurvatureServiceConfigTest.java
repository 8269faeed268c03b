package io.alphascope.curvatureservice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig.Products;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurvatureServiceConfigTest {

  private static CurvatureServiceConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(
            Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
        .withSources(
            new PropertiesConfigSource(
                Map.of("user.home", System.getProperty("user.home")), "system", 100),
            new PropertiesConfigSource(settings, "test", 200))
        .withMapping(CurvatureServiceConfig.class)
        .build()
        .getConfigMapping(CurvatureServiceConfig.class);
  }

  @Test
  void hasDefaults() {
    CurvatureServiceConfig config = config(Map.of());

    assertThat(config.curvature().curvatures())
        .isEqualTo(CurvatureName.parseList("hessian,ggn,hessian@fresh:256"));
    assertThat(config.curvature().observables()).isEmpty();
    assertThat(config.workerCount()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.curvature().products()).isEqualTo(Products.ON);
    assertThat(config.curvature().publisherSilence()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.datasetFolder())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".alphascope", "datasets"));
  }

  @Test
  void readsWhatIsSet() {
    CurvatureServiceConfig config =
        config(
            Map.of(
                "alphascope.curvature.curvatures", "ggn/layer, ggn@fresh:8",
                "alphascope.curvature.observables", "trace@50, noise",
                "alphascope.curvature.workers", "3",
                "alphascope.curvature.products", "off"));

    assertThat(config.curvature().curvatures())
        .isEqualTo(CurvatureName.parseList("ggn/layer,ggn@fresh:8"));
    assertThat(config.curvature().observables())
        .contains(ObservableChoice.parseList("trace@50,noise"));
    assertThat(config.workerCount()).isEqualTo(3);
    assertThat(config.curvature().products()).isEqualTo(Products.OFF);
  }

  @Test
  void refusesACurvatureThatThereIsNot() {
    assertThatThrownBy(() -> config(Map.of("alphascope.curvature.curvatures", "newton")))
        .hasStackTraceContaining("newton")
        .hasStackTraceContaining("operators are");
  }

  @Test
  void anEmptyListOfObservablesIsNone() {
    assertThat(config(Map.of("alphascope.curvature.observables", "")).curvature().observables())
        .isEmpty();
  }

  @Test
  void refusesAnObservableThatThereIsNot() {
    assertThatThrownBy(() -> config(Map.of("alphascope.curvature.observables", "trase@5")))
        .hasStackTraceContaining("'trase@5' is no observable; expected NAME or NAME@K");
  }

  @Test
  void refusesAWordForANumber() {
    assertThatThrownBy(() -> config(Map.of("alphascope.curvature.workers", "many")))
        .hasMessageContaining("alphascope.curvature.workers");
  }
}
