package io.alphascope.curvature;

import java.util.OptionalLong;

/** The samples that an observation is made on. */
public sealed interface BatchChoice {

  /** How many samples the choice names; empty if that depends on the step or its data set. */
  default OptionalLong samples() {
    return OptionalLong.empty();
  }

  /** The samples that the step was taken on. */
  record Own() implements BatchChoice {
    @Override
    public String toString() {
      return "own";
    }
  }

  /** All training samples, the step's own among them. */
  record All() implements BatchChoice {
    @Override
    public String toString() {
      return "all";
    }
  }

  /**
   * Other training samples, drawn from the run's seed and the step's number.
   *
   * @param number how many, at least 1
   */
  record Fresh(int number) implements BatchChoice {
    public Fresh {
      requireSome("fresh", number);
    }

    @Override
    public OptionalLong samples() {
      return OptionalLong.of(number);
    }

    @Override
    public String toString() {
      return "fresh:" + number;
    }
  }

  /**
   * Samples of the test set, drawn from the run's seed and the step's number.
   *
   * @param number how many, at least 1
   */
  record Test(int number) implements BatchChoice {
    public Test {
      requireSome("test", number);
    }

    @Override
    public OptionalLong samples() {
      return OptionalLong.of(number);
    }

    @Override
    public String toString() {
      return "test:" + number;
    }
  }

  private static void requireSome(String kind, int number) {
    if (number < 1) {
      throw new IllegalArgumentException("%s:%d has no samples".formatted(kind, number));
    }
  }

  static BatchChoice own() {
    return new Own();
  }

  static BatchChoice all() {
    return new All();
  }

  static BatchChoice fresh(int samples) {
    return new Fresh(samples);
  }

  static BatchChoice test(int samples) {
    return new Test(samples);
  }
}
