package io.alphascope.curvatureservice.config;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Every setting of this service beside {@link io.alphascope.service.broker.StreamConfig} and
 * Quarkus' and Kafka's own. All are run-time settings.
 */
@ConfigMapping(prefix = "alphascope")
public interface CurvatureServiceConfig {

  /** Where data sets are, or are downloaded to, unless {@code ALPHASCOPE_DATA} names a folder. */
  @WithDefault("${user.home}/.alphascope/datasets")
  Path datasetFolder();

  Curvature curvature();

  /** How steps are observed. */
  interface Curvature {

    /** Observed where a step's specification names none. */
    @WithDefault(CurvatureName.DEFAULTS)
    @NotEmpty
    List<@WithConverter(CurvatureNameConverter.class) CurvatureName> curvatures();

    /** Observed beside them where a step's specification names none: trace@50, say. */
    Optional<List<@WithConverter(ObservableChoiceConverter.class) ObservableChoice>> observables();

    /** Where steps are observed: cpu, cuda, or auto, the first GPU if there is one. */
    @WithDefault("cpu")
    String device();

    /** Threads that observe, one step each; absent: one per core. */
    @Positive
    OptionalInt workers();

    /**
     * Threads that replays share while live steps come; otherwise they use as many as {@link
     * #workers}. Absent: one less than workers, at least one.
     */
    @Positive
    OptionalInt replayWorkers();

    /** Whether the vectors Bd are computed for their norm and direction. */
    @WithDefault("on")
    Products products();

    /** A worker that needs longer for one step makes the service unhealthy. */
    @WithDefault("10m")
    Duration stuckAfter();

    /** After so long without a report, a run that a client outside trains is interrupted. */
    @WithDefault("60s")
    Duration publisherSilence();

    /** Computes a few steps before the first, so that PyTorch is loaded and the code compiled. */
    @WithDefault("true")
    boolean warmUp();
  }

  /** With {@code off}, the vectors are not computed, and their quantities are absent. */
  enum Products {
    ON,
    OFF
  }

  /** Reads the name of a curvature; the message for others lists those that exist. */
  final class CurvatureNameConverter implements Converter<CurvatureName> {

    private static final long serialVersionUID = 1L;

    @Override
    public CurvatureName convert(String name) {
      return CurvatureName.parse(name.strip());
    }
  }

  /** Reads the name of an observable; the message for others lists those that exist. */
  final class ObservableChoiceConverter implements Converter<ObservableChoice> {

    private static final long serialVersionUID = 1L;

    @Override
    public ObservableChoice convert(String name) {
      return ObservableChoice.parse(name.strip());
    }
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
