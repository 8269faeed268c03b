package io.alphascope.service.broker;

import io.alphascope.events.StreamSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the stream, the same for every service, in addition to {@code
 * kafka.bootstrap.servers} (default {@code localhost:9092}) and other {@code kafka.*} properties of
 * clients.
 */
@ConfigMapping(prefix = "alphascope")
public interface StreamConfig {

  /** Largest serialised event in bytes; every limit of Kafka is derived from it. */
  @WithDefault("" + StreamSettings.DEFAULT_LARGEST_EVENT_BYTES)
  @Min(1024)
  int largestEventBytes();

  /** Partitions of a topic when it is created. */
  @WithDefault("" + StreamSettings.DEFAULT_PARTITIONS)
  @Min(1)
  @Max(1000)
  int partitions();

  /** Bytes that {@code training.steps} keeps over all its partitions; used when it is created. */
  @WithDefault("" + StreamSettings.DEFAULT_STEPS_RETENTION_BYTES)
  @Min(1)
  long stepsRetentionBytes();

  /** How long {@code training.steps} and dead letters are kept; used when they are created. */
  @WithDefault(StreamSettings.DEFAULT_STEPS_RETENTION_DAYS + "d")
  Duration stepsRetention();

  /**
   * The settings of topics and clients that result.
   *
   * @throws IllegalArgumentException naming the setting that contradicts another
   */
  default StreamSettings settings() {
    return new StreamSettings(
        largestEventBytes(), partitions(), stepsRetentionBytes(), stepsRetention());
  }
}
