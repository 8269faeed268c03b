/**
 * One run under one curvature: its observations and rolling statistics, and its α* over those of
 * another ({@link io.alphascope.aggregator.series.SeriesQueries}), and all rows of a run ({@link
 * io.alphascope.aggregator.series.ExportQuery}).
 *
 * <p>Down-sampling is the database's own: functions that dashboards call as well, made fast by
 * summaries that {@code Summarising} keeps up.
 */
package io.alphascope.aggregator.series;
