package io.alphascope.events;

import java.util.regex.Pattern;

/**
 * What may name a run, which stands in keys, in addresses, in names of files and on command lines.
 * A new run is held to all of them; records of a run with another name, that an earlier version let
 * in, are still read, so that it can be listed and deleted.
 */
public final class RunIds {

  /** What {@link #isValid} takes, as a regular expression that other languages read alike. */
  public static final String PATTERN =
      "(?!(latest|all)$)(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|$))"
          + "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?<!\\.)";

  /** What {@link #isValid} takes, in words, after "expected". */
  public static final String EXPECTED =
      "1 to 64 letters, digits, '.', '_' and '-', not beginning with '.' or '-' nor ending with"
          + " '.', and not 'latest', 'all' or a name that Windows reserves (con, nul, com1, …)";

  /** What {@link #mayExist} takes, in words, after "expected". */
  public static final String EXPECTED_OF_EXISTING = "1 to 64 letters, digits, '.', '_' and '-'";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  private static final Pattern EXISTING = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RunIds() {}

  /** Whether a new run may be called so. */
  public static boolean isValid(String run) {
    return VALID.matcher(run).matches();
  }

  /**
   * Returns the id itself.
   *
   * @throws IllegalArgumentException if a new run may not be called so
   */
  public static String check(String run) {
    return check(run, isValid(run), EXPECTED);
  }

  /** Whether there may be a run of this name, perhaps of an earlier version. */
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
