package io.alphascope.curvature;

/** Called by the thread that observes, with the cost and the progress. */
public interface EffortListener {

  /** A batch is about to be observed. */
  void begins(Effort effort);

  /**
   * It is so far.
   *
   * @param share of the effort, 0 to 1
   */
  void advanced(double share);
}
