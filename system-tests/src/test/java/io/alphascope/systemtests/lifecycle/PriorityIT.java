package io.alphascope.systemtests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On one machine the training comes before the observation. */
@ExtendWith(SharedSystem.class)
class PriorityIT {
  private static final int LOWEST = 19;

  // Fields of /proc/PID/stat behind the program's name, which is the second.
  private static final int SESSION = 6 - 3;
  private static final int NICENESS = 19 - 3;

  @Test
  void whatTheTrainingNeedsHasTheCommandsPriority(UpSystem system) throws IOException {
    int own = own(system);

    for (String child : List.of("trainer-service", "broker")) {
      assertThat(niceness(system, child)).as(child).containsExactly(own);
    }
  }

  @Test
  void everyThreadThatObservesHasALowerOne(UpSystem system) throws IOException {
    int lower = Math.min(LOWEST, own(system) + 15);

    for (String child : List.of("curvature-service", "aggregator", "postgres")) {
      assertThat(niceness(system, child)).as(child).containsExactly(lower);
    }
  }

  /** Linux may group processes by sessions, and then compares priorities within a session only. */
  @Test
  void allAreOfTheCommandsSession(UpSystem system) throws IOException {
    int session = field(stat(system.launched().process().pid()), SESSION);

    for (String child :
        List.of("trainer-service", "broker", "curvature-service", "aggregator", "postgres")) {
      assertThat(field(stat(pid(system, child)), SESSION)).as(child).isEqualTo(session);
    }
  }

  private static int own(UpSystem system) throws IOException {
    return field(stat(system.launched().process().pid()), NICENESS);
  }

  /** Of all threads of a child and of the processes that it started, the database's sessions. */
  private static Set<Integer> niceness(UpSystem system, String child) throws IOException {
    ProcessHandle process = ProcessHandle.of(pid(system, child)).orElseThrow();
    Set<Integer> found = new TreeSet<>();
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      String[] threads = new File("/proc/%d/task".formatted(each.pid())).list();
      if (threads == null) {
        continue; // it has ended
      }
      for (String thread : threads) {
        Path stat = stat(Long.parseLong(thread));
        try {
          found.add(field(stat, NICENESS));
        } catch (IOException e) {
          if (Files.exists(stat)) {
            throw e;
          }
        }
      }
    }
    return found;
  }

  private static long pid(UpSystem system, String child) throws IOException {
    return Long.parseLong(
        Files.readString(system.data().resolve("run/%s.pid".formatted(child))).strip());
  }

  private static Path stat(long pid) {
    return Path.of("/proc/%d/stat".formatted(pid));
  }

  private static int field(Path stat, int index) throws IOException {
    String line = Files.readString(stat);
    return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[index]);
  }
}
