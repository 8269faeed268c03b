package io.alphascope.curvature.layer;

/**
 * What is to be computed beside dᵀBd.
 *
 * @param products the vectors Bd
 * @param factors the numbers that make up the matrices
 */
public record Wanted(boolean products, boolean factors) {}
