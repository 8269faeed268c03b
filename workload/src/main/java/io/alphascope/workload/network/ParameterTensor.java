package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;

/**
 * One tensor of a network's parameters and its place in the flat vector.
 *
 * @param name of the value of the graph that it stands for, such as {@code 1.weight}
 * @param offset of its first element in the flat vector
 */
public record ParameterTensor(String name, Shape shape, long offset) {

  /** Number of elements. */
  public long size() {
    return shape.size();
  }

  /** The layer it belongs to: its name up to the last dot; all of it, if there is none. */
  public String layer() {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
