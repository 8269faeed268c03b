package io.alphascope.curvatureservice.decode;

/**
 * A record that is no step, or one that cannot be observed: which field is wrong, what was expected
 * and what was found. The record itself is at fault, not the machine.
 */
public final class MalformedStepException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_QUOTE = 200;

  private final String field;

  MalformedStepException(String field, String expected, Object found) {
    super(
        "%s: expected %s, found %s"
            .formatted(field, shortened(expected), shortened(String.valueOf(found))));
    this.field = field;
  }

  /** With the reason that the reader of the value gave. */
  MalformedStepException(String field, String expected, Object found, RuntimeException reason) {
    this(
        field,
        expected,
        "'" + shortened(String.valueOf(found)) + "' (" + reason.getMessage() + ")");
  }

  /**
   * @throws MalformedStepException unless what was found is valid
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

  /** A step that is well-formed, but whose observation fails. */
  public static MalformedStepException unobservable(RuntimeException failure) {
    return new MalformedStepException(
        "observing",
        "observing it failed: "
            + (failure instanceof IllegalArgumentException ? failure.getMessage() : failure),
        failure);
  }

  /** Path of the field in {@code StepTaken}, {@code specification.network} say. */
  public String field() {
    return field;
  }

  /** What mistakes of one kind have in common: the field, whichever element of it is wrong. */
  public String kind() {
    int bracket = field.indexOf('[');
    return bracket < 0 ? field : field.substring(0, bracket);
  }

  /** What a publisher sent can be of any length. */
  private static String shortened(String text) {
    return text.length() <= 2 * LONGEST_QUOTE
        ? text
        : text.substring(0, LONGEST_QUOTE) + " … " + text.substring(text.length() - LONGEST_QUOTE);
  }
}
