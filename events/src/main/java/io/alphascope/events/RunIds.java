package io.alphascope.events;

import java.util.regex.Pattern;

/**
 * Valid ids of runs. An id is used in keys, addresses, names of files and on command lines, and a
 * new id must suit all of them. Earlier versions accepted others; records of such runs are still
 * read, so that they can be listed and deleted.
 */
public final class RunIds {

  /**
   * What {@link #isValid} accepts, as a regular expression that is valid in other languages too.
   */
  public static final String PATTERN =
      "(?!(latest|all)$)(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|$))"
          + "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?<!\\.)";

  /** What {@link #isValid} accepts, in words that follow "expected". */
  public static final String EXPECTED =
      "1 to 64 letters, digits, '.', '_' and '-', not beginning with '.' or '-' nor ending with"
          + " '.', and not 'latest', 'all' or a name that Windows reserves (con, nul, com1, …)";

  /** What {@link #mayExist} accepts, in words that follow "expected". */
  public static final String EXPECTED_OF_EXISTING = "1 to 64 letters, digits, '.', '_' and '-'";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  private static final Pattern EXISTING = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RunIds() {}

  /** Whether a new run may have this id. */
  public static boolean isValid(String run) {
    return VALID.matcher(run).matches();
  }

  /**
   * Returns the id itself.
   *
   * @throws IllegalArgumentException if a new run may not have this id
   */
  public static String check(String run) {
    return check(run, isValid(run), EXPECTED);
  }

  /** Whether a run with this id may exist, perhaps from an earlier version. */
  public static boolean mayExist(String run) {
    return EXISTING.matcher(run).matches();
  }

  static String checkMayExist(String run) {
    return check(run, mayExist(run), EXPECTED_OF_EXISTING);
  }

  private static String check(String run, boolean passes, String expected) {
    if (!passes) {
      throw new IllegalArgumentException("run: expected %s, found '%s'".formatted(expected, run));
    }
    return run;
  }
}
