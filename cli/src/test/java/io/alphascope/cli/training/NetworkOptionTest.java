package io.alphascope.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.OnnxFixture;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkOptionTest {
  @TempDir Path folder;

  @Test
  void takesWidthsAsTheyAre() {
    assertThat(NetworkOption.of("784-300-10", false))
        .isEqualTo(new NetworkOption("784-300-10", Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource(NetworkPreset.class)
  void knowsEveryPresetByItsName(NetworkPreset preset) {
    Network network =
        Network.of(NetworkOption.of(preset.toString(), false).name(), Activation.RELU);

    assertThat(network.inputs().get(0).shape()).containsExactly(-1, 784);
    assertThat(network.outputs()).hasValue(10);
  }

  @ParameterizedTest
  @EnumSource(NetworkPreset.class)
  void theHelpListsEveryPreset(NetworkPreset preset) {
    assertThat(CommandLineRun.of("train", "--help").out().replaceAll("\\s+", " "))
        .contains("%s (%s)".formatted(preset, preset.widths()));
  }

  @ParameterizedTest
  @CsvSource({"lenet", "Notebook", "784x10", "'784-128 -10'", "''"})
  void listsThePresetsWhereANameIsUnknown(String name) {
    assertThat(failure(name))
        .isEqualTo(
            "--network '%s' is unknown: give notebook (784-128-64-10), logistic (784-10),"
                    .formatted(name)
                + " wide (784-512-10), deep (784-64-64-64-64-64-10), lenet5 (convolutions for"
                + " images of 28 x 28), residual (residual blocks with group normalisation for"
                + " images), widths such as 784-128-64-10, a file whose name ends in .json, or an"
                + " ONNX model whose name ends in .onnx");
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void leavesThePresetsOfGraphsToTheTrainer(Preset preset) {
    assertThat(NetworkOption.of(preset.toString(), false))
        .isEqualTo(new NetworkOption(preset.toString(), Optional.empty()));
    assertThat(CommandLineRun.of("train", "--help").out().replaceAll("\\s+", " "))
        .contains("%s (%s)".formatted(preset, preset.description()));
  }

  @Test
  void readsAModelWithItsValues() throws IOException {
    NetworkOption named = NetworkOption.of(OnnxFixture.write(folder).toString(), false);

    Network model = named.model().orElseThrow();
    assertThat(named.name()).isEqualTo("model.onnx");
    assertThat(model.parameterNames()).containsExactly("fc.weight");
    assertThat(model.initialParameters(0)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> named.withActivation("tanh"))
        .hasMessageContaining("the model that --network names has its own");
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    assertThat(failure(folder.resolve("none.onnx").toString())).contains("is not a file");
    Path text = Files.writeString(folder.resolve("text.onnx"), "{}");
    assertThat(failure(text.toString()))
        .contains("cannot be used")
        .contains("it looks like JSON text");
    assertThatThrownBy(() -> NetworkOption.of("784-10", true))
        .hasMessageContaining("--batch-normalisation is for a network in an ONNX file");
  }

  @Test
  void readsAFile() throws IOException {
    assertThat(NetworkOption.of(file("{\"layers\": [2, 3, 1], \"activation\": \"tanh\"}"), false))
        .isEqualTo(new NetworkOption("2-3-1", Optional.of("tanh")));
    assertThat(NetworkOption.of(file("{\"layers\": [2, 1]}"), false))
        .isEqualTo(new NetworkOption("2-1", Optional.empty()));
  }

  @Test
  void anActivationMayRepeatWhatTheFileSaysButNotContradictIt() throws IOException {
    NetworkOption tanh =
        NetworkOption.of(file("{\"layers\": [2, 1], \"activation\": \"tanh\"}"), false);

    assertThat(tanh.withActivation("tanh")).isEqualTo(tanh);
    assertThatThrownBy(() -> tanh.withActivation("relu"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("--activation relu contradicts the file that --network names, which says tanh");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThat(failure("nowhere/net.json"))
        .isEqualTo(
            "--network nowhere/net.json cannot be read (it does not exist): name a file that exists"
                + " and can be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{`layers`: [2,\\n 3,,1]}| 2 | not JSON (Unexpected character (',' (code 44))",
        "{`layers`: [2, 1]\\n| 2 | not JSON (Unexpected end-of-input",
        "{`layers`: [2, 1],\\n`layers`: [2, 1]}| 2 | not JSON (Duplicate field 'layers'",
        "[2, 1]| 1 | expected an object, found [",
        "{\\n\\n`layers`: `2-1`}| 3 | expected layers: a list of widths, found 2-1",
        "{`layers`: [2,\\n`1`]}| 2 | expected layers: a width, found 1",
        "{`layers`: [2.5, 1]}| 1 | expected layers: a width, found 2.5",
        "{`layers`: [2,\\n0]}| 2 | layers: expected a width from 1 to 999999999, found 0",
        "{`layers`: [2, 1000000000]}| 1 | layers: expected a width from 1 to 999999999",
        "{`layers`: [2, 99999999999999999999]}| 1 | not JSON (Numeric value (99999999999999999999)",
        "{`layers`: [2]}| 1 | layers: expected at least two widths, found 1",
        "{}| 1 | layers: expected at least two widths, found 0",
        "{`layers`: [2, 1],\\n`activation`: 3}| 2 | expected activation: a text, found 3",
        "{`layers`: [2, 1],\\n`widths`: 3}| 2 | 'widths' is unknown",
        "{`layers`: [2, 1]}\\n{}| 2 | something follows the object"
      })
  void namesFileLineAndRemedyOfAMistake(String content, int line, String mistake)
      throws IOException {
    String file = file(content.replace("\\n", "\n").replace('`', '"'));

    assertThat(failure(file))
        .startsWith("--network %s, line %d: ".formatted(file, line))
        .contains(mistake)
        .endsWith(
            ": write {\"layers\": [784, 128, 64, 10], \"activation\": \"relu\"}, the"
                + " activation being optional");
  }

  @Test
  void anEmptyFileIsNoNetwork() throws IOException {
    assertThat(failure(file(""))).contains("line 1: expected an object, found nothing");
  }

  private String file(String content) throws IOException {
    return Files.writeString(folder.resolve("net.json"), content).toString();
  }

  private static String failure(String text) {
    try {
      return "no failure, but " + NetworkOption.of(text, false);
    } catch (CommandFailure failure) {
      return failure.line();
    }
  }
}
