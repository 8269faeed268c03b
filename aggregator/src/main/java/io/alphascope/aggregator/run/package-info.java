/**
 * Runs in the database: {@link io.alphascope.aggregator.run.RunQueries} reads them, with what was
 * observed of each ({@code RunSummaries}), and {@link io.alphascope.aggregator.run.DeletedRuns}
 * deletes them permanently.
 */
package io.alphascope.aggregator.run;
