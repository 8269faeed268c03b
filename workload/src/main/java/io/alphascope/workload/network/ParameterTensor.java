package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;

/**
 * One tensor of a network's parameters and its place in the flat vector.
 *
 * @param name such as {@code 1.weight}: the layer, from 1, and the role
 * @param layer the layer it belongs to, from 1
 * @param offset of its first element in the flat vector
 */
public record ParameterTensor(String name, int layer, Shape shape, long offset) {

  /** Number of elements. */
  public long size() {
    return shape.size();
  }
}
