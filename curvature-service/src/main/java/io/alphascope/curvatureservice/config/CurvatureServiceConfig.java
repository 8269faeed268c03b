package io.alphascope.curvatureservice.config;

import io.alphascope.curvature.operator.CurvatureName;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Every setting of this service beside {@link io.alphascope.service.broker.StreamConfig} and
 * Quarkus' and Kafka's own. All are run-time settings.
 */
@ConfigMapping(prefix = "alphascope")
public interface CurvatureServiceConfig {

  /** Where data sets lie and are downloaded to, unless {@code ALPHASCOPE_DATA} names a folder. */
  @WithDefault("${user.home}/.alphascope/datasets")
  Path datasetFolder();

  Curvature curvature();

  /** How steps are observed. */
  interface Curvature {

    /** Observed where a step's own specification names none. */
    @WithDefault(CurvatureName.DEFAULTS)
    @NotEmpty
    List<@WithConverter(CurvatureNameConverter.class) CurvatureName> curvatures();

    /** Where steps are observed: cpu, cuda, or auto, the first GPU if there is one. */
    @WithDefault("cpu")
    String device();

    /** Threads that observe, one step each; absent: one per core. */
    @Positive
    OptionalInt workers();

    /**
     * Threads that replays share while live steps come, and all of {@link #workers} while none do;
     * absent: one less than those, at least one.
     */
    @Positive
    OptionalInt replayWorkers();

    /** Whether the vectors Bd are computed for their norm and direction. */
    @WithDefault("on")
    Products products();

    /** A worker that has been on one step for longer makes the service unhealthy. */
    @WithDefault("10m")
    Duration stuckAfter();

    /** Computes a few steps before the first, so that PyTorch is loaded and the code compiled. */
    @WithDefault("true")
    boolean warmUp();
  }

  /** {@code off} saves the price of the vectors and leaves their quantities absent. */
  enum Products {
    ON,
    OFF
  }

  /** Threads that observe. */
  default int workerCount() {
    return curvature().workers().orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** Threads that replays share while live steps come. */
  default int replayWorkerCount() {
    return curvature().replayWorkers().orElseGet(() -> Math.max(1, workerCount() - 1));
  }
}
