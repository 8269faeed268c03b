package io.alphascope.aggregator.series;

/** How a quantity is spread over the rows of a bucket; null where no row has a number. */
public record Spread(Double min, Double median, Double max) {}
