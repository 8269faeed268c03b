package io.alphascope.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CauseOfDeathTest {
  @TempDir Path folder;

  private CauseOfDeath of(int status, String log) throws IOException {
    return CauseOfDeath.of(
        log.lines().toList(), status, folder, new LogFile(folder.resolve("child.log")));
  }

  @Test
  void aFullDiskIsFoundFarAboveTheEndOfTheLog() throws IOException {
    CauseOfDeath death =
        of(
            1,
            "ERROR Error while writing to checkpoint file\n"
                + "java.io.IOException: No space left on device\n"
                + "\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)\n".repeat(900)
                + "ERROR Kafka halts with status 1: no reason given\n");

    assertThat(death.cause()).isEqualTo("no space is left on the disk of " + folder);
    assertThat(death.remedy())
        .startsWith("free some space there, then start again; its log is ")
        .endsWith("child.log");
  }

  @Test
  void postgresSaysItLikewise() throws IOException {
    assertThat(
            of(
                    1,
                    "PANIC:  could not write to file \"pg_wal/xlogtemp.7\": No space left on"
                        + " device\n"
                        + "LOG:  startup process was terminated by signal 6: Aborted\n")
                .cause())
        .startsWith("no space is left on the disk");
  }

  @Test
  void ofAStackTraceTheRootCauseIsShown() throws IOException {
    CauseOfDeath death =
        of(
            1,
            "2026-01-01 ERROR [io.qua.run.Application] Failed to start application\n"
                + "java.lang.RuntimeException: Failed to start quarkus\n"
                + "\tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)\n"
                + "Caused by: java.lang.IllegalStateException: outer\n"
                + "\tat io.alphascope.Some.where(Some.java:1)\n"
                + "Caused by: io.smallrye.config.ConfigValidationException: partitions: at least"
                + " 1\n"
                + "\tat io.alphascope.Some.where(Some.java:2)\n"
                + "\t... 14 more\n");

    assertThat(death.cause())
        .isEqualTo("io.smallrye.config.ConfigValidationException: partitions: at least 1");
    assertThat(death.remedy()).startsWith("see its log ");
  }

  @Test
  void withoutAStackTraceTheLastFailureIsShown() throws IOException {
    assertThat(of(2, "INFO up\nFATAL:  data directory has wrong ownership\nINFO down\n").cause())
        .isEqualTo("FATAL:  data directory has wrong ownership");
    assertThat(of(3, "out of luck\n\n").cause()).isEqualTo("out of luck");
    assertThat(of(3, "").cause()).isEqualTo("it wrote nothing to its log");
  }

  @Test
  void whatTheKernelKillsIsSaidToBeKilled() throws IOException {
    assertThat(of(137, "INFO up\n"))
        .extracting(CauseOfDeath::cause, CauseOfDeath::remedy)
        .satisfies(
            both -> assertThat((List<?>) both).first().isEqualTo("it was killed"),
            both -> assertThat(both.toString()).contains("ran out of memory"));
  }
}
