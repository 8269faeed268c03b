package io.alphascope.workload.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers as arrays without axes, made once: an operation with a Java number makes one each time,
 * which costs more than a small operation itself, and DJL's overloads for {@code float} would round
 * in float64. Not thread-safe.
 */
public final class Scalars {
  private final NDManager manager;
  private final DataType type;
  private final Map<Double, NDArray> made = new HashMap<>();

  /**
   * @param manager keeps the arrays; decides the device
   * @param type FLOAT32 or FLOAT64, of all numbers computed with
   */
  public Scalars(NDManager manager, DataType type) {
    this.manager = manager;
    this.type = type;
  }

  DataType type() {
    return type;
  }

  NDManager manager() {
    return manager;
  }

  /** For numbers that a graph says, not for ones that change from step to step. */
  NDArray of(double number) {
    return made.computeIfAbsent(
        number,
        wanted -> {
          NDArray scalar = Torch.create(manager, type, new Shape(), wanted);
          NDScope.unregister(scalar);
          return scalar;
        });
  }
}
