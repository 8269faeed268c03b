/**
 * Networks as graphs of ONNX's operators: data alone, from a file or from {@link
 * io.alphascope.workload.network a preset}. What operators compute: {@link
 * io.alphascope.workload.operator}; running a graph: {@link io.alphascope.workload.sweep}.
 */
package io.alphascope.workload.graph;
