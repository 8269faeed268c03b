package io.alphascope.service.broker;

import io.alphascope.events.StreamSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * What every service may be told of the stream, beside {@code kafka.bootstrap.servers} (default
 * {@code localhost:9092}) and any other {@code kafka.*} property of a client.
 */
@ConfigMapping(prefix = "alphascope")
public interface StreamConfig {

  /** Largest serialised event in bytes; every limit of Kafka is derived from it. */
  @WithDefault("" + StreamSettings.DEFAULT_LARGEST_EVENT_BYTES)
  @Min(1024)
  int largestEventBytes();

  /** Partitions of topics that are created. */
  @WithDefault("" + StreamSettings.DEFAULT_PARTITIONS)
  @Min(1)
  @Max(1000)
  int partitions();

  /** Bytes that {@code training.steps} keeps over all its partitions, if it is created. */
  @WithDefault("" + StreamSettings.DEFAULT_STEPS_RETENTION_BYTES)
  @Min(1)
  long stepsRetentionBytes();

  /** How long {@code training.steps} and the dead letters are kept, if they are created. */
  @WithDefault(StreamSettings.DEFAULT_STEPS_RETENTION_DAYS + "d")
  Duration stepsRetention();

  /**
   * The settings of topics and clients that follow.
   *
   * @throws IllegalArgumentException naming the setting that contradicts another
   */
  default StreamSettings settings() {
    return new StreamSettings(
        largestEventBytes(), partitions(), stepsRetentionBytes(), stepsRetention());
  }
}
