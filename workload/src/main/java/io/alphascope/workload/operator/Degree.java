package io.alphascope.workload.operator;

/**
 * How results depend on operands. Where parameters move along a line, this says which values are
 * linear in α too, so that they need not be computed again at another point of it.
 */
public enum Degree {
  /** Linear in all operands together, up to a constant; or it depends on their shapes alone. */
  LINEAR,
  /** Linear in the first operand and in the second, and in those after them. */
  BILINEAR,
  /** Each element a function of the same element of the one operand. */
  ELEMENTWISE,
  /**
   * Linear in pieces: the elements of a result are elements of operands, or constant; which one is
   * not differentiated.
   */
  SELECTION,
  /** Anything else. */
  CURVED
}
