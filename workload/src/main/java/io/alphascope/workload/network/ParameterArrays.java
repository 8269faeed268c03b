package io.alphascope.workload.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a block on given arrays in place of its own parameters, which need not be initialised. Owns
 * none of the arrays.
 */
public final class ParameterArrays extends ParameterStore {
  private final Block block;
  private final Map<Parameter, NDArray> arrays = new IdentityHashMap<>();

  /**
   * @param arrays one per parameter of the block, in the order of {@link Network#parameters()}
   */
  public ParameterArrays(Block block, NDManager manager, List<? extends NDArray> arrays) {
    super(manager, false);
    this.block = block;
    List<Parameter> parameters = block.getParameters().values();
    if (parameters.size() != arrays.size()) {
      throw new IllegalArgumentException(
          "the block has %d parameters, %d arrays were given"
              .formatted(parameters.size(), arrays.size()));
    }
    for (int i = 0; i < arrays.size(); i++) {
      this.arrays.put(parameters.get(i), arrays.get(i));
    }
  }

  /** The block's output for these parameters. */
  public NDArray forward(NDArray input) {
    // Not "training": that only asks the block to initialise parameters of its own.
    return block.forward(this, new NDList(input), false).singletonOrThrow();
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    NDArray array = arrays.get(parameter);
    if (array == null) {
      throw new IllegalArgumentException(
          "parameter " + parameter.getName() + " does not belong to the block");
    }
    return array;
  }
}
