package io.alphascope.events;

import java.util.regex.Pattern;

/** What may name a run: {@code [A-Za-z0-9._-]{1,64}}, safe in keys, paths and addresses. */
public final class RunIds {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RunIds() {}

  public static boolean isValid(String run) {
    return VALID.matcher(run).matches();
  }

  /**
   * Returns the id itself.
   *
   * @throws IllegalArgumentException if it may not name a run
   */
  public static String check(String run) {
    if (!isValid(run)) {
      throw new IllegalArgumentException(
          "run id '"
              + run
              + "' is not valid: 1 to 64 letters, digits, dots, underscores and hyphens are");
    }
    return run;
  }
}
