package io.alphascope.benchmarks.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** CPU time that processes have used so far, in user and kernel mode (Linux's /proc). */
final class ProcessorTime {

  /** Fields of /proc/PID/stat after the name, which itself may hold anything: utime and stime. */
  private static final int USER = 11;

  private static final int KERNEL = 12;

  /** USER_HZ, which Linux fixes for all that /proc shows. */
  private static final long TICKS_PER_SECOND = 100;

  private ProcessorTime() {}

  static Duration of(List<Long> pids) throws IOException {
    long ticks = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL]);
    }
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  static Duration ofThisProcess() throws IOException {
    return of(List.of(ProcessHandle.current().pid()));
  }
}
