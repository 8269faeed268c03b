/**
 * A network and its loss along the line θ(α) = θ₀ + α d.
 *
 * <ul>
 *   <li>{@code Line}: the line in parameter space, cut into the network's tensors
 *   <li>{@code OutputCurve}: the outputs z(α) on one batch, as a jet and at any α
 *   <li>{@code LossCurve}: the loss φ(α) and its derivatives per sample, from the outputs' jet
 *   <li>{@code ReversePasses}: the vectors g, Gd and Hd, from the same jet
 *   <li>{@code ParameterVector}: what reverse passes left with the leaves, as one vector; {@code
 *       DotProducts} of such vectors
 * </ul>
 *
 * <p>n samples, C outputs, P parameters. A line is kept and aimed at step after step; what is
 * computed along it lives with its inputs' manager.
 */
package io.alphascope.curvature.line;
