package io.alphascope.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.local.failure.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Set;

/**
 * Asks the person at the terminal.
 *
 * @param isTerminal whether a person reads {@code out} and can answer on {@code in}
 */
public record Confirmation(InputStream in, PrintStream out, boolean isTerminal) {
  private static final Set<String> YES = Set.of("y", "yes");

  /** On standard input and error; the launcher knows whether they are a terminal. */
  public static Confirmation atTerminal() {
    return new Confirmation(
        System.in, System.err, Terminal.isSeen() && Boolean.getBoolean("alphascope.answers"));
  }

  /**
   * Whether the answer is yes; anything else is no.
   *
   * @throws CommandFailure if no person can be asked
   */
  public boolean isGiven(String question) {
    if (!isTerminal) {
      throw new CommandFailure(
          "Cannot ask for confirmation, as this is not a terminal", "give --yes to confirm");
    }
    out.print(question + " [y/N] ");
    out.flush();
    try {
      String answer = new BufferedReader(new InputStreamReader(in, UTF_8)).readLine();
      return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new CommandFailure("The answer cannot be read", "give --yes to confirm", e);
    }
  }
}
