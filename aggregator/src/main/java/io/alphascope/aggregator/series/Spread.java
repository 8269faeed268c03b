package io.alphascope.aggregator.series;

/** The spread of a quantity over the rows of a bucket; null if no row has a number. */
public record Spread(Double min, Double median, Double max) {}
