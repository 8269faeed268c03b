package io.alphascope.curvatureservice.decode;

/**
 * A record that does not hold a valid step, or whose step cannot be observed on any machine: which
 * field is wrong, what was expected and what was found.
 */
public final class MalformedStepException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_QUOTE = 200;

  /** Its path in {@code StepTaken}, such as {@code specification.network}. */
  private final String field;

  MalformedStepException(String field, String expected, Object found) {
    super(
        "%s: expected %s, found %s"
            .formatted(field, shortened(expected), shortened(String.valueOf(found))));
    this.field = field;
  }

  /** With the message of the exception that reading the value threw. */
  MalformedStepException(String field, String expected, Object found, RuntimeException reason) {
    this(
        field,
        expected,
        "'" + shortened(String.valueOf(found)) + "' (" + reason.getMessage() + ")");
  }

  /**
   * @throws MalformedStepException if what was found is not valid
   */
  static void require(boolean isValid, String field, String expected, Object found)
      throws MalformedStepException {
    if (!isValid) {
      throw new MalformedStepException(field, expected, found);
    }
  }

  private MalformedStepException(String field, String message, Throwable cause) {
    super(message, cause);
    this.field = field;
  }

  /** A valid step whose observation failed. */
  public static MalformedStepException unobservable(RuntimeException failure) {
    return new MalformedStepException(
        "observing",
        "observing it failed: "
            + (failure instanceof IllegalArgumentException ? failure.getMessage() : failure),
        failure);
  }

  /** The field without the index of the element that is wrong: mistakes are counted by it. */
  public String kind() {
    int bracket = field.indexOf('[');
    return bracket < 0 ? field : field.substring(0, bracket);
  }

  /** A publisher may have sent a text of any length. */
  private static String shortened(String text) {
    return text.length() <= 2 * LONGEST_QUOTE
        ? text
        : text.substring(0, LONGEST_QUOTE) + " … " + text.substring(text.length() - LONGEST_QUOTE);
  }
}
