package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every JVM of ours is allowed, or newer ones warn of it. */
class JvmOptionsTest {
  private static final Path HOME = Path.of(System.getProperty("alphascope.home"));
  private static final String[] ALLOWED = {
    "--enable-native-access=ALL-UNNAMED", "-Dsun.misc.unsafe.memory.access=allow"
  };

  @Test
  void everyChildMayUseNativeLibraries() {
    for (List<String> options :
        List.of(
            JvmOptions.broker(StreamSettings.defaults()),
            JvmOptions.trainer(StreamSettings.defaults()),
            JvmOptions.curvatureService(StreamSettings.defaults()),
            JvmOptions.AGGREGATOR)) {
      assertThat(options).contains(ALLOWED);
    }
  }

  @Test
  void heapsGrowWithTheLargestEvent() {
    StreamSettings defaults = StreamSettings.defaults();
    StreamSettings large =
        new StreamSettings(
            (16 + 100) << 20,
            defaults.partitions(),
            defaults.stepsRetentionBytes(),
            defaults.stepsRetention());

    assertThat(JvmOptions.broker(defaults)).contains("-Xms384m", "-Xmx384m");
    assertThat(JvmOptions.broker(large)).contains("-Xms384m", "-Xmx984m");
    assertThat(JvmOptions.trainer(large)).contains("-Xms384m", "-Xmx1984m");
    assertThat(JvmOptions.curvatureService(large)).contains("-Xms512m", "-Xmx2112m");
  }

  @Test
  void soMayContainersAndTheCommandLine() throws IOException {
    assertThat(Files.readAllLines(HOME.resolve("deploy/docker/java-options"))).contains(ALLOWED);
    assertThat(Files.readString(HOME.resolve("alphascope"))).contains(ALLOWED);
  }

  @Test
  void thisJavaTakesThemInSilence() throws Exception {
    Process java =
        new ProcessBuilder(JavaProgram.java().toString(), ALLOWED[0], ALLOWED[1], "-version")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(java.getInputStream().readAllBytes())).doesNotContainIgnoringCase("warn");
    assertThat(java.waitFor()).isZero();
  }
}
