package io.alphascope.aggregator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What may be set of the aggregator when it starts, beside {@link
 * io.alphascope.service.broker.StreamConfig}. The database is Quarkus' own data source.
 */
@ConfigMapping(prefix = "alphascope.aggregator")
public interface AggregatorConfig {

  /** Where starts, stops and deletions of runs are forwarded to. */
  @WithDefault("http://127.0.0.1:8081")
  URI trainerUrl();

  /** The curvature service, which replays are forwarded to. */
  @WithDefault("http://127.0.0.1:8082")
  URI curvatureUrl();

  /** Folder of Kafka Streams' state; it can be rebuilt from Kafka, which takes a while. */
  @WithDefault("${user.home}/.alphascope/streams")
  Path stateFolder();

  /**
   * How often statistics are computed anew while rows come in. Partitions interleave, so what is
   * computed early is computed again: with 250 ms, each of them 2.2 to 2.7 times, with 1 s 1.4
   * times (one epoch, six partitions).
   */
  @WithDefault("1s")
  Duration statisticsEvery();

  /**
   * How often Kafka Streams commits: statistics are seen no sooner. Every commit is a transaction,
   * which costs broker and aggregator some milliseconds; with 250 ms, a first epoch took 2 % more
   * CPU time in all.
   */
  @WithDefault("500ms")
  Duration commitEvery();

  /** How long the database's sink waits to gather rows: fewer, larger transactions. */
  @WithDefault("200ms")
  Duration storeEvery();
}
