/**
 * The networks that are trained: {@link io.alphascope.workload.network.Network} is a graph with its
 * parameters, made here by widths or by a preset's name, or from elsewhere.
 *
 * <p>A parameter vector is flat: tensor by tensor in the network's order, each in C order. That of
 * a perceptron is PyTorch's: layer by layer, weight [out, in], then bias.
 */
package io.alphascope.workload.network;
