package io.alphascope.curvature.step;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The samples that an observation is made on. */
public sealed interface BatchChoice {

  /** What can be chosen, for a message; N is a number from 1 to 999999999. */
  String FORMS = "own, fresh:N, test:N, all";

  /**
   * Reads a choice.
   *
   * @throws IllegalArgumentException if it is none
   */
  static BatchChoice parse(String text) {
    if (text.equals("own")) {
      return own();
    }
    if (text.equals("all")) {
      return all();
    }
    Matcher drawn = Pattern.compile("(fresh|test):([1-9][0-9]{0,8})").matcher(text);
    if (!drawn.matches()) {
      throw new IllegalArgumentException("there is no batch '%s'".formatted(text));
    }
    int samples = Integer.parseInt(drawn.group(2));
    return drawn.group(1).equals("fresh") ? fresh(samples) : test(samples);
  }

  /** In a few words. */
  String description();

  /** How many samples the choice names; empty if that depends on the step or its data set. */
  default OptionalLong samples() {
    return OptionalLong.empty();
  }

  /** The samples that the step was taken on. */
  record Own() implements BatchChoice {
    @Override
    public String description() {
      return "own samples";
    }

    @Override
    public String toString() {
      return "own";
    }
  }

  /** All training samples, the step's own among them. */
  record All() implements BatchChoice {
    @Override
    public String description() {
      return "all training samples";
    }

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
    public String description() {
      return number + " fresh samples";
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
    public String description() {
      return number + " test samples";
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
