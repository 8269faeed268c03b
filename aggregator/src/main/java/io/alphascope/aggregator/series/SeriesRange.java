package io.alphascope.aggregator.series;

/**
 * A requested range of steps of a series.
 *
 * @param first step, included
 * @param last step, included
 * @param points the most rows or buckets to answer
 */
public record SeriesRange(String run, String curvature, long first, long last, int points) {}
