package io.alphascope.workload.operator;

/**
 * What a row of a result, its elements at one index of axis 0, depends on. If the rows of operands
 * are the samples of a batch, this says whether those of the result are too.
 */
public enum Rows {
  /** Not known. */
  MIXED,
  /** Row i depends on row i of the first operand, and of all of the others. */
  OF_FIRST,
  /** Row i depends on row i of each operand that has as many axes as the result. */
  OF_ALL,
  /** As of all where the result has three axes or more, else of the first: a matrix product. */
  OF_MATRICES,
  /**
   * The result has the first operand's elements in their order; rows are kept with their number.
   */
  RESHAPED
}
