package io.alphascope.cli.client;

/**
 * Rolling statistics at one step: of the observed rows with the largest steps up to it.
 *
 * @param count rows in the window
 * @param alphaStarMedian over the rows that have an α*; null if none has
 */
public record WindowStatistics(long step, long count, Double alphaStarMedian) {}
