package io.alphascope.local.cli;

import io.alphascope.local.failure.CommandFailure;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code --network} means: widths, the name of a preset, or a file.
 *
 * @param widths of the layers, inputs first
 * @param activation that was asked for; empty: the default
 */
record NetworkOption(String widths, Optional<String> activation) {
  private static final String FILE_ENDING = ".json";

  /**
   * @throws CommandFailure if it is none of the three
   */
  static NetworkOption of(String text) {
    if (text.endsWith(FILE_ENDING)) {
      return NetworkFile.read(Path.of(text));
    }
    if (text.matches("[0-9-]+")) {
      return new NetworkOption(text, Optional.empty());
    }
    return NetworkPreset.find(text)
        .map(preset -> new NetworkOption(preset.widths(), Optional.empty()))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "--network '%s' is unknown".formatted(text),
                    "give %s, widths such as 784-128-64-10, or a file whose name ends in %s"
                        .formatted(
                            String.join(", ", new NetworkPreset.Descriptions()), FILE_ENDING)));
  }

  /**
   * The same with the activation that {@code --activation} names.
   *
   * @throws CommandFailure if the file says another
   */
  NetworkOption withActivation(String asked) {
    if (activation.isPresent() && !activation.get().equals(asked)) {
      throw new CommandFailure(
          "--activation %s contradicts the file that --network names, which says %s"
              .formatted(asked, activation.get()),
          "leave --activation out, or correct the file");
    }
    return new NetworkOption(widths, Optional.of(asked));
  }
}
