/**
 * Rolling statistics over the last N observed rows of a series, as a pure function of its rows.
 *
 * <p>{@link io.alphascope.aggregator.statistics.Recomputation} walks the rows that a change
 * affects, {@link io.alphascope.aggregator.statistics.RollingWindow} holds the last N of them,
 * {@link io.alphascope.aggregator.statistics.SortedValues} answers quantiles. Every number depends
 * on the window's rows alone, not on the way by which the window came to hold them: so late and
 * repeated rows end in the very bits of rows that came in order and once.
 */
package io.alphascope.aggregator.statistics;
