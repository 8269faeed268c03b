package io.alphascope.trainerservice.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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
   * Folder where data sets lie or are downloaded to, unless the environment variable {@code
   * ALPHASCOPE_DATA} names a folder.
   */
  @WithDefault("${user.home}/.alphascope/datasets")
  Path datasetFolder();

  /** Settings of the training itself. */
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
     * Steps that may lie between training and the broker's acknowledgement. When so many do, the
     * training waits or skips, as the run has it ({@code when_behind}). Each takes three times the
     * parameters' bytes of memory.
     */
    @WithDefault("8")
    @Min(1)
    int bufferEvents();

    /** {@code on}: where no run is stored yet, one is trained without being asked for. */
    @WithDefault("off")
    @Pattern(regexp = "on|off", message = "must be on or off")
    String firstTraining();

    /** What that run is: JSON, as in the body of {@code POST /runs}. */
    @WithDefault("{}")
    String firstTrainingOptions();
  }
}
