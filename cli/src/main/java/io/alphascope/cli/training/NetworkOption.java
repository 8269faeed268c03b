package io.alphascope.cli.training;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import io.alphascope.workload.onnx.OnnxNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --network} means: widths, the name of a preset, a file of widths, or an ONNX model.
 *
 * @param name widths of the layers, inputs first; a preset of the trainer's; or the model's file
 * @param activation that was asked for; empty: the default
 * @param model the network of an ONNX file, with the values that the file holds
 */
record NetworkOption(String name, Optional<String> activation, Optional<Network> model) {
  private static final String FILE_ENDING = ".json";

  /** A network without a file of its own. */
  NetworkOption(String name, Optional<String> activation) {
    this(name, activation, Optional.empty());
  }

  /**
   * @param batchStatistics whether the batch normalisation of a model is that of training
   * @throws CommandFailure if it is none of the four
   */
  static NetworkOption of(String text, boolean batchStatistics) {
    if (OnnxNetworks.isFile(text)) {
      return model(Path.of(text), batchStatistics);
    }
    if (batchStatistics) {
      throw new CommandFailure(
          "--batch-normalisation is for a network in an ONNX file, not for " + text,
          "leave it out");
    }
    if (text.endsWith(FILE_ENDING)) {
      return NetworkFile.read(Path.of(text));
    }
    if (text.matches("[0-9-]+") || Preset.find(text).isPresent()) {
      return new NetworkOption(text, Optional.empty());
    }
    return NetworkPreset.find(text)
        .map(preset -> new NetworkOption(preset.widths(), Optional.empty()))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "--network '%s' is unknown".formatted(text),
                    "give %s, widths such as 784-128-64-10, a file whose name ends in %s, or an ONNX model whose name ends in .onnx"
                        .formatted(
                            String.join(", ", new NetworkPreset.Descriptions()), FILE_ENDING)));
  }

  private static NetworkOption model(Path file, boolean batchStatistics) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "--network %s is not a file".formatted(file), "name an ONNX model that exists");
    }
    try {
      Network network = OnnxNetworks.read(file, List.of(), batchStatistics);
      return new NetworkOption(network.name(), Optional.empty(), Optional.of(network));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--network %s cannot be used".formatted(file), e.getMessage(), e);
    }
  }

  /**
   * The same with the activation that {@code --activation} names.
   *
   * @throws CommandFailure if the file says another
   */
  NetworkOption withActivation(String asked) {
    if (model.isPresent()) {
      throw new CommandFailure(
          "--activation %s: the model that --network names has its own".formatted(asked),
          "leave --activation out");
    }
    if (activation.isPresent() && !activation.get().equals(asked)) {
      throw new CommandFailure(
          "--activation %s contradicts the file that --network names, which says %s"
              .formatted(asked, activation.get()),
          "leave --activation out, or correct the file");
    }
    return new NetworkOption(name, Optional.of(asked));
  }
}
