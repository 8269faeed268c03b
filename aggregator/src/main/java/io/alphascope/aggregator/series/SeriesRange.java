package io.alphascope.aggregator.series;

/**
 * Steps of a series that are asked for.
 *
 * @param first step, included
 * @param last step, included
 * @param points how many rows to answer at most
 */
public record SeriesRange(String run, String curvature, long first, long last, int points) {}
