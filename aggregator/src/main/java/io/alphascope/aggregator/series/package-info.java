/**
 * One run under one curvature: its observations and rolling statistics, and the ratios of its α* to
 * those of another curvature ({@link io.alphascope.aggregator.series.SeriesQueries}); its layers
 * ({@link io.alphascope.aggregator.series.LayerQueries}); all rows of a run ({@link
 * io.alphascope.aggregator.series.ExportQuery}); and its histograms ({@link
 * io.alphascope.aggregator.series.HistogramQueries}).
 *
 * <p>The database does the down-sampling, with functions that dashboards call too. Summaries, which
 * {@code Summarising} keeps up to date, make them fast.
 */
package io.alphascope.aggregator.series;
