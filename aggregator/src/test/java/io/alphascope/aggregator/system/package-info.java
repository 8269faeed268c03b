/**
 * The packaged aggregator beside a real Kafka and a real PostgreSQL. {@link
 * io.alphascope.aggregator.system.RunningAggregator} starts all three.
 */
package io.alphascope.aggregator.system;
