/**
 * Runs as they stand in the database: {@link io.alphascope.aggregator.run.RunQueries} shows them,
 * with what was observed of each ({@code RunSummaries}), and {@link
 * io.alphascope.aggregator.run.DeletedRuns} deletes them for good.
 */
package io.alphascope.aggregator.run;
