/**
 * The flow through Kafka Streams.
 *
 * <p>{@link io.alphascope.aggregator.topology.RollingTopology} is the flow on one screen, {@code
 * ReadObservation} and {@code RollingProcessor} its processors, {@code StreamsProperties} how it
 * runs and {@code Aggregation} the process that runs it.
 *
 * <p>Guarantee: exactly once from {@code curvature.observations} to {@code curvature.statistics}.
 * Rows that arrive late or twice lead to the same statistics as rows that arrive in order and once.
 * An observation that cannot be read becomes a dead letter, in the same transaction, and the next
 * one is processed.
 */
package io.alphascope.aggregator.topology;
