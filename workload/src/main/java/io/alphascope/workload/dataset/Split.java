package io.alphascope.workload.dataset;

/** The two disjoint parts of a data set. */
public enum Split {
  TRAIN("training"),
  TEST("test");

  private final String word;

  Split(String word) {
    this.word = word;
  }

  /** "training" or "test", for messages. */
  @Override
  public String toString() {
    return word;
  }
}
