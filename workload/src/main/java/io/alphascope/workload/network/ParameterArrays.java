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
import java.util.function.IntFunction;

/**
 * Runs a block, or parts of it, on given arrays in place of its own parameters, which need not be
 * initialised. Owns none of the arrays.
 */
public final class ParameterArrays extends ParameterStore {
  private final Block block;
  private final Map<Parameter, Integer> positions;
  private final IntFunction<? extends NDArray> arrays;

  /**
   * @param arrays one per parameter of the block, in the order of {@link Network#parameters()}
   */
  public ParameterArrays(Block block, NDManager manager, List<? extends NDArray> arrays) {
    this(block, manager, arrays::get);
    if (positions.size() != arrays.size()) {
      throw new IllegalArgumentException(
          "the block has %d parameters, %d arrays were given"
              .formatted(positions.size(), arrays.size()));
    }
  }

  /**
   * @param arrays gives a parameter's array by its position in {@link Network#parameters()}; asked
   *     only when a layer needs it
   */
  public ParameterArrays(Block block, NDManager manager, IntFunction<? extends NDArray> arrays) {
    super(manager, false);
    this.block = block;
    this.arrays = arrays;
    this.positions = new IdentityHashMap<>();
    for (Parameter parameter : block.getParameters().values()) {
      positions.put(parameter, positions.size());
    }
  }

  private ParameterArrays(
      ParameterArrays like, NDManager manager, IntFunction<? extends NDArray> arrays) {
    super(manager, false);
    this.block = like.block;
    this.positions = like.positions;
    this.arrays = arrays;
  }

  /** The same block on other arrays; cheaper than a new instance. */
  public ParameterArrays rebind(NDManager manager, IntFunction<? extends NDArray> arrays) {
    return new ParameterArrays(this, manager, arrays);
  }

  /** The block's output for these parameters. */
  public NDArray forward(NDArray input) {
    return forward(block, input);
  }

  /** The output of one of the block's children for these parameters. */
  public NDArray forward(Block part, NDArray input) {
    // Not "training": that only asks the block to initialise parameters of its own.
    return part.forward(this, new NDList(input), false).singletonOrThrow();
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    Integer position = positions.get(parameter);
    if (position == null) {
      throw new IllegalArgumentException(
          "parameter " + parameter.getName() + " does not belong to the block");
    }
    return arrays.apply(position);
  }
}
