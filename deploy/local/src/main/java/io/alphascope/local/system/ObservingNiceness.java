package io.alphascope.local.system;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.supervision.ChildSpecification;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far the observation steps back for the training where processors are short. What is observed
 * late is in the stream until then, so nothing is lost.
 *
 * @param increment added to the niceness of the command itself, 0 to 19; 0: no difference
 * @param note what to tell the user if this machine cannot do it
 */
record ObservingNiceness(int increment, Optional<String> note) {
  static final String VARIABLE = "ALPHASCOPE_OBSERVING_NICENESS";

  private static final int DEFAULT = 15;
  private static final int LARGEST = 19;

  /**
   * @param variable value of {@link #VARIABLE}, if it is set
   * @param path folders of programs, as in the variable {@code PATH}
   * @throws CommandFailure if the value is no number from 0 to 19
   */
  static ObservingNiceness of(Optional<String> variable, String path) {
    int increment =
        variable.filter(text -> !text.isBlank()).map(ObservingNiceness::parsed).orElse(DEFAULT);
    if (increment > 0 && !isOn(path)) {
      return new ObservingNiceness(
          0,
          Optional.of(
              "There is no program 'nice' on the PATH: observing has the same priority as"
                  + " training"));
    }
    return new ObservingNiceness(increment, Optional.empty());
  }

  static ObservingNiceness ofEnvironment() {
    return of(
        Optional.ofNullable(System.getenv(VARIABLE)),
        Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /** A child that observes. */
  ChildSpecification lowered(ChildSpecification child) {
    return increment == 0 ? child : child.nicer(increment);
  }

  private static int parsed(String text) {
    String digits = text.strip();
    if (!digits.matches("\\d{1,2}") || Integer.parseInt(digits) > LARGEST) {
      throw new CommandFailure(
          "%s is '%s'".formatted(VARIABLE, text),
          "set it to a number from 0 (no difference) to %d, or leave it out".formatted(LARGEST));
    }
    return Integer.parseInt(digits);
  }

  private static boolean isOn(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nice")));
  }
}
