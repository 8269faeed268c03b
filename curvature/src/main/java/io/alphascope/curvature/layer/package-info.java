/**
 * What a network's linear layers say of a batch, sample by sample: their inputs, derivatives in
 * their results, and from both the diagonals and Kronecker factors of curvature matrices. {@link
 * io.alphascope.curvature.layer.ParameterUses} finds the layers, {@link
 * io.alphascope.curvature.layer.LayerSweep} goes back to them, {@link
 * io.alphascope.curvature.layer.Layers} shares what is known among those who ask.
 */
package io.alphascope.curvature.layer;
