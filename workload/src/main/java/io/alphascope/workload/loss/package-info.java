/**
 * Losses as functions of a network's outputs, per sample and in Java doubles: {@link
 * io.alphascope.workload.loss.Loss} at {@link io.alphascope.workload.loss.Outputs} and {@link
 * io.alphascope.workload.loss.Targets} gives {@link io.alphascope.workload.loss.LossTerms}.
 *
 * <p>n samples; outputs are [n, …] in C order. Conventions are PyTorch's, checked against it.
 */
package io.alphascope.workload.loss;
