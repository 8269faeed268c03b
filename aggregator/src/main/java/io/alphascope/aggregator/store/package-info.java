/**
 * The state stores of the topology, each in a class with the verbs of the domain. All have
 * changelogs, and Kafka Streams commits them together with the offsets that were read: after a
 * restart they contain exactly what was read.
 *
 * <p>Keys are {@link io.alphascope.aggregator.store.SeriesStep}s, whose bytes sort by series and
 * step; so a series is one range.
 */
package io.alphascope.aggregator.store;
