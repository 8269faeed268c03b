package io.alphascope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What all parts of a local system have written into their logs. */
public final class Logs {
  private static final List<String> PARTS =
      List.of("aggregator", "broker", "curvature-service", "postgres", "trainer-service");

  /** As Quarkus, Java's logging, PostgreSQL and virtual machines write it; and stack traces. */
  private static final Pattern ABOVE_INFO =
      Pattern.compile(
          "\\b(WARN|WARNING|ERROR|SEVERE|FATAL|PANIC)\\b|\\bwarning:|^Exception in|^\\s+at"
              + " \\S+\\(");

  private Logs() {}

  /** Lines above INFO, each with the part that wrote it and the line that follows. */
  public static List<String> troubles(Path data) throws IOException {
    List<String> troubles = new ArrayList<>();
    for (String part : PARTS) {
      List<String> lines = Files.readAllLines(data.resolve("logs").resolve(part + ".log"));
      assertThat(lines).as(part).isNotEmpty();
      for (int i = 0; i < lines.size(); i++) {
        if (ABOVE_INFO.matcher(lines.get(i)).find()) {
          // An exception's name, if there is one, stands in the next line.
          troubles.add(
              part + ": " + String.join(" | ", lines.subList(i, Math.min(i + 2, lines.size()))));
        }
      }
    }
    try (Stream<Path> files = Files.list(data.resolve("logs"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(PARTS.stream().map(part -> part + ".log").toList());
    }
    return troubles;
  }
}
