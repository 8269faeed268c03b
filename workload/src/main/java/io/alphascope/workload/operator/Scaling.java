package io.alphascope.workload.operator;

/** Where operands 1 and 2 of y = scale ⊙ f(x) + shift lie along y. */
public enum Scaling {
  /** There are no such operands. */
  NONE,
  /** They are broadcast to y as ONNX broadcasts: their last axis is y's last. */
  TRAILING,
  /** Their one axis is y's axis 1. */
  CHANNELS
}
