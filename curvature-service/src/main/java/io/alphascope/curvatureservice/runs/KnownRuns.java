package io.alphascope.curvatureservice.runs;

/** The keys of {@code training.runs}. */
public interface KnownRuns {

  /** Whether a record of the run has been read. */
  boolean contains(String run);

  /** Whether a record that deletes the run has been read. */
  boolean isDeleted(String run);

  /**
   * Returns when everything that the topic held at the time of this call has been read. Waits for
   * as long as the broker is away.
   */
  void awaitEnd() throws InterruptedException;
}
