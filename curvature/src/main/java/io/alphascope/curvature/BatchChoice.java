package io.alphascope.curvature;

/** The samples that an observation is made on. */
public sealed interface BatchChoice {

  /** The samples that the step was taken on. */
  record Own() implements BatchChoice {
    @Override
    public String toString() {
      return "own";
    }
  }

  /**
   * Other training samples, drawn from the run's seed and the step's number.
   *
   * @param samples how many, at least 1
   */
  record Fresh(int samples) implements BatchChoice {
    public Fresh {
      if (samples < 1) {
        throw new IllegalArgumentException("fresh:%d has no samples".formatted(samples));
      }
    }

    @Override
    public String toString() {
      return "fresh:" + samples;
    }
  }

  static BatchChoice own() {
    return new Own();
  }

  static BatchChoice fresh(int samples) {
    return new Fresh(samples);
  }
}
