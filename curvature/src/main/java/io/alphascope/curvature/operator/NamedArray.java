package io.alphascope.curvature.operator;

/**
 * Numbers that make up a matrix: its diagonal, a factor.
 *
 * @param name what they are among those of the matrix; empty where there is one array alone
 * @param values flat, in C order
 */
public record NamedArray(String name, double[] values) {}
