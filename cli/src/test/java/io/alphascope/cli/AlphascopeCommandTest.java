package io.alphascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.cli.test.CommandLineRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlphascopeCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "train",
        "scenarios",
        "stop",
        "runs",
        "status",
        "export",
        "observe",
        "replay",
        "publish"
      })
  void everyCommandExplainsItself(String command) {
    CommandLineRun run = CommandLineRun.of(command, "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("Usage: alphascope " + command);
  }

  @Test
  void trainSaysWhatItsSchedulesDo() {
    assertThat(CommandLineRun.of("train", "--help").out().replaceAll("\\s+", " "))
        .contains("--schedule=")
        .contains("step, times 0.1 at 50 % and again at 75 % of its steps (default: constant).")
        .contains("rises linearly from RATE/STEPS to RATE");
  }

  @Test
  void misunderstoodOptionsAreToldInOneLineAndTheWayToHelp() {
    CommandLineRun run = CommandLineRun.of("up", "--learning-rate", "abc");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "alphascope: Invalid value for option '--learning-rate': 'abc' is not a double",
            "See 'alphascope up --help'.");
  }

  @Test
  void aMissingCommandIsMisunderstood() {
    assertThat(CommandLineRun.of().status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "scenarios", "stop", "runs", "status"})
  void withoutASystemTheRemedyIsNamed(String command) {
    CommandLineRun run = CommandLineRun.of(command, "--data-dir", folder.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "alphascope: No system is up on the data folder %s: start one with 'alphascope up"
                    .formatted(folder)
                + " --no-train', or name one with --url or --data-dir\n");
  }

  @Test
  void anAddressWithoutAnAnswerIsNamed() {
    CommandLineRun run = CommandLineRun.of("runs", "--url", "http://127.0.0.1:1");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("alphascope: Nothing answers at http://127.0.0.1:1: ");
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertThat(CommandLineRun.of("runs", "--url", "127.0.0.1:1").err())
        .startsWith("alphascope: '127.0.0.1:1' is not an address of http or https: ");
  }

  @Test
  void anExportWithoutAKnownEndingIsRefusedBeforeAnythingStarts() {
    CommandLineRun run =
        CommandLineRun.of("up", "--data-dir", folder.toString(), "--export", "run.xlsx");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("alphascope: --export run.xlsx ends neither in .csv nor in .json: ");
    assertThat(folder).isEmptyDirectory();
  }
}
