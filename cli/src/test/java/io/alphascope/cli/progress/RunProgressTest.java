package io.alphascope.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunProgressTest {
  private static final InstantSource STANDING = InstantSource.fixed(Instant.EPOCH);
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, UTF_8);

  @Test
  void drawsBothBarsAndThenOverThem() {
    RunProgress bars = new RunProgress(new ProgressDisplay(() -> out, 80, STANDING));

    bars.show(progress(94, 47));
    bars.show(progress(188, 188));

    String[] lines = shown.toString(UTF_8).split("\n");
    assertThat(lines).hasSize(4);
    assertThat(lines[0]).startsWith("training  ██").contains("50 %  94/188");
    assertThat(lines[1]).startsWith("observing ██").contains("25 %  47/188");
    assertThat(lines[2]).startsWith("\u001b[2Atraining ").contains("100 %  188/188");
  }

  @Test
  void drawsNoShareOfWhatIsUnknown() {
    RunProgress bars = new RunProgress(new ProgressDisplay(() -> out, 80, STANDING));

    bars.show(new Progress(94, OptionalLong.empty(), 94, 94, 47, false));

    assertThat(shown.toString(UTF_8).lines().findFirst().orElseThrow())
        .startsWith("training  94 ")
        .doesNotContain("%", "/");
  }

  @Test
  void fitsANarrowTerminal() {
    RunProgress bars = new RunProgress(new ProgressDisplay(() -> out, 20, STANDING));

    bars.show(progress(94, 47));

    assertThat(shown.toString(UTF_8).lines())
        .allSatisfy(line -> assertThat(line.replace("\u001b[K", "")).hasSizeLessThan(20));
  }

  @Test
  void beginsBelowWhatWasSaidMeanwhile() {
    ProgressDisplay display = new ProgressDisplay(() -> out, 80, STANDING);
    RunProgress bars = new RunProgress(display);

    bars.show(progress(1, 0));
    display.say("something else");
    bars.show(progress(2, 0));

    assertThat(shown.toString(UTF_8)).doesNotContain("\u001b[2A");
  }

  @Test
  void printsALineIfItHasChangedWhereThereIsNoTerminal() {
    AtomicLong seconds = new AtomicLong();
    InstantSource ticking = () -> Instant.ofEpochSecond(seconds.addAndGet(5));
    RunProgress lines = new RunProgress(new ProgressDisplay(() -> out, 0, ticking));

    lines.show(progress(1, 0));
    lines.show(progress(1, 0));
    lines.show(progress(3, 1));

    assertThat(shown.toString(UTF_8).lines())
        .containsExactly(
            "training 1/188 steps, observing 0/188", "training 3/188 steps, observing 1/188");
  }

  private static Progress progress(long taken, long observed) {
    return new Progress(taken, OptionalLong.of(188), taken, 188, observed, false);
  }
}
