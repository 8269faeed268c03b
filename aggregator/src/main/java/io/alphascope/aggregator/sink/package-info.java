/**
 * From the topics into the database: {@link io.alphascope.aggregator.sink.PostgresSink} reads
 * topics, {@code SinkBatch} collects the rows of a poll, {@code Tables}, {@code Upsert}, {@code
 * Layers}, {@code Histograms} and {@code Inconsistencies} write them, and {@code RunRemarks} the
 * remarks on the runs.
 *
 * <p>Guarantee: a record's offset is committed after the transaction that stored it, and storing is
 * an upsert by key; so every record is stored, and storing it twice changes nothing.
 */
package io.alphascope.aggregator.sink;
