/**
 * Rolling statistics over the last N observed rows of a series, as a pure function of its rows.
 *
 * <p>{@link io.alphascope.aggregator.statistics.Recomputation} walks the rows that a change
 * affects, {@link io.alphascope.aggregator.statistics.RollingWindow} holds the last N of them,
 * {@link io.alphascope.aggregator.statistics.SortedValues} answers quantiles. Every number depends
 * on the rows of the window alone, not on the order in which they were added. So rows that arrive
 * late or twice give the same bits as rows that arrive in order and once.
 */
package io.alphascope.aggregator.statistics;
