/**
 * What is kept in PostgreSQL: the schema ({@code db/migration}), the sink that fills it, and the
 * queries on it.
 *
 * <p>{@link io.alphascope.aggregator.postgres.Database} knows whether the database is there and
 * migrated; {@code QuantityColumns} adds the columns of quantities; {@code PostgresSink} reads
 * topics, {@code SinkBatch} gathers a poll's rows, {@code Tables}, {@code Upsert} and {@code
 * Inconsistencies} write them, {@code RunRemarks} what is to be said of the runs; {@link
 * io.alphascope.aggregator.postgres.RunQueries}, {@link
 * io.alphascope.aggregator.postgres.SeriesQueries} and {@link
 * io.alphascope.aggregator.postgres.RatioQueries} read. Down-sampling is the database's own:
 * functions that dashboards call as well, made fast by summaries that {@code Upkeep} keeps up; it
 * also ends what {@link io.alphascope.aggregator.postgres.DeletedRuns} began.
 *
 * <p>Guarantee: a record's offset is committed after the transaction that stored it, and storing is
 * an upsert by key; so every record is stored, and storing it twice changes nothing.
 */
package io.alphascope.aggregator.postgres;
