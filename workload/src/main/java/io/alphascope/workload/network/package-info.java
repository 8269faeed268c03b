/**
 * The networks that are trained: {@link io.alphascope.workload.network.Network} names one, knows
 * its flat parameter vector and makes DJL blocks of it; {@link
 * io.alphascope.workload.network.ParameterArrays} runs such a block on parameters of the caller's.
 *
 * <p>A parameter vector is flat and in PyTorch's order: layer by layer, weight [out, in], then
 * bias.
 */
package io.alphascope.workload.network;
