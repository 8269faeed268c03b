/**
 * How far a training step should have gone: observations of the parabola along the step.
 *
 * <ul>
 *   <li>{@code step}: what is observed, a step and its batches
 *   <li>{@code line}: the network and its loss along the line through both parameter vectors
 *   <li>{@code layer}: diagonals and Kronecker factors, from the network's linear layers
 *   <li>{@code operator}: the matrices B, one class each, and the names of curvatures
 *   <li>{@code quantity}: the numbers of an observation, each with its computation
 *   <li>this package: {@link io.alphascope.curvature.StepObserver}, which observes
 * </ul>
 *
 * <p>d = θ₁ − θ₀, φ(α) = L(θ₀ + α d), B the curvature. The derivations: docs/mathematics.md.
 */
package io.alphascope.curvature;
