/**
 * PyTorch's reverse mode, as far as DJL's public API leaves it out: {@link
 * io.alphascope.workload.autograd.Autograd} is the only door to DJL's JNI layer.
 */
package io.alphascope.workload.autograd;
