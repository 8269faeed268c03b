package io.alphascope.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.cli.client.CountedReason;
import io.alphascope.cli.client.Replay;
import io.alphascope.cli.test.CommandLineRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  @TempDir Path folder;

  private static Replay replay(String state, long found, long observed, Long published) {
    return new Replay(
        "2026-01-02T03-04-05-a1b2",
        "r",
        null,
        null,
        List.of("ggn"),
        List.of(),
        state,
        null,
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:15Z",
        found,
        found,
        found,
        observed,
        observed,
        found - observed,
        found == observed
            ? List.of()
            : List.of(new CountedReason("theta1: found none", found - observed)),
        0,
        List.of(),
        published,
        published == null ? null : published - found,
        3,
        null);
  }

  @Test
  void saysWhatIsMissing() {
    CommandLineRun run = CommandLineRun.of("replay", "--data-dir", folder.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("alphascope: --curvature is missing: ");
  }

  @Test
  void listsTheObservablesThatThereAre() {
    CommandLineRun run =
        CommandLineRun.of(
            "replay",
            "--curvature",
            "ggn",
            "--observe",
            "trase@5",
            "--data-dir",
            folder.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("alphascope: --observe is wrong: 'trase@5' is no observable")
        .contains("distance, noise, tic, trace");
  }

  @Test
  void whatItObservesBesideIsPartOfTheQuestion() {
    Replay replay = replay("running", 1, 1, null);

    assertThat(replay.asks("r", null, null, List.of("ggn"), List.of())).isTrue();
    assertThat(replay.asks("r", null, null, List.of("ggn"), List.of("trace@5"))).isFalse();
  }

  @Test
  void listsTheCurvaturesThatThereAre() {
    CommandLineRun run =
        CommandLineRun.of("replay", "--curvature", "ggn@some", "--data-dir", folder.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("batches own, fresh:N, test:N, all");
  }

  @Test
  void startsNoSystemWhereThereIsNothingToReplay() {
    CommandLineRun run =
        CommandLineRun.of("replay", "--curvature", "ggn", "--data-dir", folder.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "alphascope: There is nothing to replay: the data folder %s holds no stream: name"
                    .formatted(folder)
                + " another with --data-dir, or a system that is up with --url\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void readsRangesOfSteps() {
    StepsOption.Converter converter = new StepsOption.Converter();

    assertThat(converter.convert("3..17")).isEqualTo(new StepsOption(3L, 17L));
    assertThat(converter.convert("3..")).isEqualTo(new StepsOption(3L, null));
    assertThat(converter.convert("..17")).isEqualTo(new StepsOption(null, 17L));
    assertThat(CommandLineRun.of("replay", "--curvature", "ggn", "--steps", "3-17").err())
        .contains("'3-17' is not a range of steps: write A..B");
  }

  @Test
  void tellsGapsApart() {
    assertThat(new ReplaySummary(replay("completed", 900, 898, 938L)).lines())
        .containsExactly(
            "Replay 2026-01-02T03-04-05-a1b2 completed: 898 of 900 steps observed under ggn, 898"
                + " rows, 10.0 s (89.8 steps/s).",
            "900 of 938 steps are still in the topic: retention took 38.",
            "3 steps were skipped by the trainer, and never published.",
            "2 steps cannot be observed (dead letters).",
            "  2 × theta1: found none");
  }

  @Test
  void isFullWhenAllThatWasFoundWasObserved() {
    assertThat(replay("completed", 900, 900, 938L).isFull()).isTrue();
    assertThat(replay("completed", 900, 899, 938L).isFull()).isFalse();
    assertThat(replay("completed", 0, 0, null).isFull()).isFalse();
    assertThat(replay("cancelled", 900, 900, 938L).isFull()).isFalse();
  }
}
