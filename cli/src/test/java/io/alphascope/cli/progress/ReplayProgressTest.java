package io.alphascope.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.cli.client.Replay;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, UTF_8);
  private Instant now = Instant.EPOCH;

  private static Replay replay(long recordsDone, long steps, Long published) {
    return new Replay(
        "x",
        "r",
        null,
        null,
        List.of("ggn"),
        List.of(),
        "running",
        null,
        null,
        null,
        1_000,
        recordsDone,
        steps,
        steps,
        steps,
        0,
        List.of(),
        0,
        List.of(),
        published,
        null,
        0,
        null);
  }

  @Test
  void showsRateAndTimeLeft() {
    ReplayProgress progress = new ReplayProgress(new ProgressDisplay(() -> out, 100, () -> now));

    progress.show(replay(0, 0, null));
    now = now.plusSeconds(10);
    progress.show(replay(250, 250, null));

    assertThat(shown.toString(UTF_8))
        .contains("\u001b[1Areplaying ██")
        .contains(" 25 %  250 steps observed  25/s  30 s left");
  }

  @Test
  void goesByTheStepsWhereTheyAreFewAndSlow() {
    ReplayProgress progress = new ReplayProgress(new ProgressDisplay(() -> out, 0, () -> now));

    progress.show(replay(0, 0, 40L));
    now = now.plusSeconds(10);
    progress.show(replay(30, 20, 40L));

    assertThat(shown.toString(UTF_8)).contains(" 50 %  20 steps observed  2.0/s  10 s left");
  }
}
