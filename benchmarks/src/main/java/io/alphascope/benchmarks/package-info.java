/**
 * What observing costs.
 *
 * <ul>
 *   <li>{@code CurvatureBenchmark}: JMH, an observation beside the trainer's own step; {@code
 *       CurvatureCost} runs it and prints ratios ({@code benchmarks/curvature})
 *   <li>{@code Soak}: resident memory over thousands of observations ({@code benchmarks/soak})
 *   <li>{@code ReferenceStep}: the step that both look at, of a {@code ReferenceNetwork}
 * </ul>
 */
package io.alphascope.benchmarks;
