package io.alphascope.curvature;

/** Told, by the thread that observes, what it takes and how far it is. */
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
