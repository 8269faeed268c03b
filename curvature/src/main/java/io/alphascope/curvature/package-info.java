/**
 * How far a training step should have gone: observations of the parabola along the step.
 *
 * <ul>
 *   <li>asked: a {@link io.alphascope.curvature.Step}, {@link io.alphascope.curvature.CurvatureName
 *       names} of curvatures, a {@link io.alphascope.curvature.BatchSource}
 *   <li>does: {@link io.alphascope.curvature.StepObserver}
 *   <li>answered: an {@link io.alphascope.curvature.Observation} per name; {@link
 *       io.alphascope.curvature.Quantity} lists its numbers under the names used everywhere
 *   <li>{@code jet}: Taylor arithmetic, and DJL blocks running on it
 *   <li>{@code line}: the network and its loss along the line through both parameter vectors
 * </ul>
 *
 * <p>d = θ₁ − θ₀, φ(α) = L(θ₀ + α d), B the curvature. The derivations: docs/mathematics.md.
 */
package io.alphascope.curvature;
