/**
 * The packaged aggregator beside a real Kafka and a real PostgreSQL. {@link
 * io.alphascope.aggregator.system.RunningAggregator} starts the first two, {@link
 * io.alphascope.aggregator.system.SharedServers} keeps what test classes share.
 */
package io.alphascope.aggregator.system;
