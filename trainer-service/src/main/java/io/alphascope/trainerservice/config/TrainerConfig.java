package io.alphascope.trainerservice.config;

import io.alphascope.events.StepGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;

/**
 * Configuration of the trainer service, beside {@link io.alphascope.service.broker.StreamConfig}
 * and {@code quarkus.http.host} and {@code .port} (127.0.0.1, 8081).
 */
@ConfigMapping(prefix = "alphascope")
public interface TrainerConfig {

  /**
   * Where data sets are, or are downloaded to, unless the environment variable {@code
   * ALPHASCOPE_DATA} names a folder.
   */
  @WithDefault("${user.home}/.alphascope/datasets")
  Path datasetFolder();

  /**
   * At most so many successive steps are published in one record. A step waits at most 250 ms for
   * those that follow it.
   */
  @WithDefault("8")
  @Min(1)
  @Max(StepGroup.MOST_STEPS)
  int stepsPerEvent();

  Trainer trainer();

  /** Settings of the training itself. */
  interface Trainer {

    /**
     * Device of runs that name none: {@code auto} (a GPU if there is one), {@code cpu}, {@code
     * cuda}.
     */
    @WithDefault("auto")
    @Pattern(regexp = "auto|cpu|cuda", message = "must be auto, cpu or cuda")
    String device();

    /**
     * Processor threads for one operation of a step; 0: one for small steps, half of the cores for
     * large ones.
     */
    @WithDefault("0")
    @Min(0)
    int threads();

    /**
     * Full records ({@link #stepsPerEvent}) that may wait for the broker's acknowledgement. When as
     * many steps do, the training waits or skips steps, as the run requests ({@code when_behind}).
     * Each step takes two times the parameters' bytes of memory.
     */
    @WithDefault("8")
    @Min(1)
    int bufferEvents();

    /** {@code on}: if no run is stored yet, a first one is trained without a request. */
    @WithDefault("off")
    @Pattern(regexp = "on|off", message = "must be on or off")
    String firstTraining();

    /** The options of that run: JSON, as in the body of {@code POST /runs}. */
    @WithDefault("{}")
    String firstTrainingOptions();
  }
}
