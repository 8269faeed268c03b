package io.alphascope.curvatureservice.decode;

/** A record that is no step: which field is wrong, what was expected and what was found. */
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

  /** Path of the field in {@code StepTaken}, {@code specification.network} say. */
  public String field() {
    return field;
  }

  /** What a publisher sent can be of any length. */
  private static String shortened(String text) {
    return text.length() <= 2 * LONGEST_QUOTE
        ? text
        : text.substring(0, LONGEST_QUOTE) + " … " + text.substring(text.length() - LONGEST_QUOTE);
  }
}
