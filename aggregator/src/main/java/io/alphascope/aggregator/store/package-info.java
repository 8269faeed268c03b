/**
 * The state stores of the topology, each behind domain verbs. All are changelogged, and Kafka
 * Streams commits them with the offsets of what was read: after a restart they hold what was read,
 * no more and no less.
 *
 * <p>Keys are {@link io.alphascope.aggregator.store.SeriesStep}s, whose bytes sort as series and
 * step do; so a series is one range.
 */
package io.alphascope.aggregator.store;
