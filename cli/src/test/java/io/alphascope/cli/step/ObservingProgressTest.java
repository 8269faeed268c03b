package io.alphascope.cli.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.cli.progress.ProgressDisplay;
import io.alphascope.curvature.Effort;
import io.alphascope.curvature.step.BatchChoice;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ObservingProgressTest {
  private static final Effort LARGE =
      new Effort(BatchChoice.own(), 25_557_032, 8, 8, 32_900_000_000L, 21, 2_800_000_000L, 69);

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, UTF_8);

  private ObservingProgress progress(int columns) {
    InstantSource standing = InstantSource.fixed(Instant.EPOCH);
    return new ObservingProgress(new ProgressDisplay(() -> out, columns, standing));
  }

  private String shown() {
    return shown.toString(UTF_8);
  }

  @Test
  void saysWhatALargeStepTakesBeforeItStarts() {
    progress(0).begins(LARGE);

    assertThat(shown().lines())
        .first()
        .isEqualTo(
            "Batch own: 25,557,032 parameters, 8 samples; running the network once takes 3.3e+10"
                + " multiply-adds, observing the step as much as 21 runs; about 2.8 GB of memory"
                + " and 69 s");
  }

  @Test
  void saysThatALargeBatchIsSweptInParts() {
    progress(0)
        .begins(
            new Effort(BatchChoice.all(), 61_706, 60_000, 2_048, 25_000_000_000L, 13, 1 << 30, 9));

    assertThat(shown())
        .startsWith("Batch all: 61,706 parameters, 60,000 samples in parts of 2,048;");
  }

  @Test
  void isSilentAboutASmallStep() {
    ObservingProgress progress = progress(80);

    progress.begins(new Effort(BatchChoice.own(), 109_386, 64, 64, 7_000_000, 13, 1 << 29, 0.01));
    progress.advanced(0.5);

    assertThat(shown()).isEmpty();
  }

  @Test
  void drawsABarOverItself() {
    ObservingProgress progress = progress(80);
    progress.begins(LARGE);
    shown.reset();

    progress.advanced(0.25);
    progress.advanced(1);

    assertThat(shown().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("\u001b[1Aobserving "))
        .satisfiesExactly(
            first -> assertThat(first).contains("█".repeat(10) + "░".repeat(30) + "  25 %"),
            last -> assertThat(last).contains("█".repeat(40) + " 100 %"));
  }

  @Test
  void printsNoLineAtEveryPassWhereThereIsNoTerminal() {
    ObservingProgress progress = progress(0);
    progress.begins(LARGE);
    shown.reset();

    progress.advanced(0.25);
    progress.advanced(0.5);

    assertThat(shown()).isEmpty();
  }
}
