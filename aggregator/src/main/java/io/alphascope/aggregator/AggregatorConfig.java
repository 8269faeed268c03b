package io.alphascope.aggregator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The aggregator's settings, in addition to {@link io.alphascope.service.broker.StreamConfig}. The
 * database is Quarkus' data source.
 */
@ConfigMapping(prefix = "alphascope.aggregator")
public interface AggregatorConfig {

  /** The trainer, to which starts, stops and deletions of runs are forwarded. */
  @WithDefault("http://127.0.0.1:8081")
  URI trainerUrl();

  /** The curvature service, to which requests for replays are forwarded. */
  @WithDefault("http://127.0.0.1:8082")
  URI curvatureUrl();

  /** Folder of Kafka Streams' state. If it is lost, it is rebuilt from Kafka, which takes time. */
  @WithDefault("${user.home}/.alphascope/streams")
  Path stateFolder();

  /**
   * How often statistics are computed while rows arrive. Partitions interleave, so what is computed
   * early is computed again: with 250 ms 2.2 to 2.7 times on average, with 1 s 1.4 times (one
   * epoch, six partitions).
   */
  @WithDefault("1s")
  Duration statisticsEvery();

  /**
   * How often Kafka Streams commits; statistics become visible only then. Every commit is a
   * transaction, which costs broker and aggregator some milliseconds; with 250 ms, a first epoch
   * took 2 % more CPU time.
   */
  @WithDefault("500ms")
  Duration commitEvery();

  /** How long the sink waits for more rows, so that transactions are fewer and larger. */
  @WithDefault("200ms")
  Duration storeEvery();
}
