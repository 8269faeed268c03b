package io.alphascope.local.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a child died, in one sentence with its remedy: from what it logged since its last start. If
 * this machine lacks something, the log is full of stack traces, and one line names what is
 * missing; or none, if the disk is too full for it.
 *
 * @param cause without a full stop
 * @param remedy likewise
 */
record CauseOfDeath(String cause, String remedy) {
  private static final long LEAST_FREE_BYTES = 16L << 20;

  /** Killed by SIGKILL, as the kernel does when memory is out. */
  private static final int KILLED = 137;

  private record Known(Pattern text, String cause, String remedy) {}

  private static final Known FULL_DISK =
      known(
          "No space left on device|Disk quota exceeded",
          "no space is left on the disk of %s",
          "free some space there, then start again");

  /** The folder takes the place of %s. */
  private static final List<Known> KNOWN =
      List.of(
          FULL_DISK,
          known(
              "Read-only file system",
              "the file system of %s is read-only",
              "make it writable, or name another folder with --data-dir"),
          known(
              "Too many open files",
              "too many files are open",
              "raise the limit of open files (ulimit -n), then start again"),
          known(
              "OutOfMemoryError|Cannot allocate memory|Could not reserve enough space",
              "this machine does not have enough free memory",
              "end other programs, then start again"),
          known(
              "Address already in use",
              "another program has taken its port",
              "end that program, or start again: other ports are chosen then"),
          known(
              "Permission denied|AccessDeniedException",
              "files in %s belong to another user",
              "give them to the user that starts Alphascope, or name another folder with"
                  + " --data-dir"));

  private static final Pattern ROOT_CAUSE =
      Pattern.compile("^\\s*(?:\\[error\\]: )?Caused by: (.+)");
  private static final Pattern FAILURE =
      Pattern.compile("\\b(?:ERROR|FATAL|PANIC|SEVERE)\\b|(?:Exception|Error)(?::|$)");
  private static final Pattern STACK = Pattern.compile("^\\s+(?:at |\\.\\.\\. \\d+ )");

  private static Known known(String text, String cause, String remedy) {
    return new Known(Pattern.compile(text), cause, remedy);
  }

  /**
   * @param lastLife all that it wrote since it was last started
   * @param folder what it works in
   */
  static CauseOfDeath of(List<String> lastLife, int exitStatus, Path folder, LogFile log)
      throws IOException {
    Optional<Known> known =
        KNOWN.stream()
            .filter(one -> lastLife.stream().anyMatch(line -> one.text().matcher(line).find()))
            .findFirst();
    if (known.isEmpty() && Files.getFileStore(folder).getUsableSpace() < LEAST_FREE_BYTES) {
      known = Optional.of(FULL_DISK);
    }
    String seeLog = "; its log is " + log.path();
    if (known.isPresent()) {
      return new CauseOfDeath(known.get().cause().formatted(folder), known.get().remedy() + seeLog);
    }
    if (exitStatus == KILLED) {
      return new CauseOfDeath(
          "it was killed", "check whether this machine ran out of memory" + seeLog);
    }
    return new CauseOfDeath(rootCause(lastLife), "see its log " + log.path());
  }

  /** The deepest cause of the last stack trace, else the last line that names a failure. */
  private static String rootCause(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher rootCause = ROOT_CAUSE.matcher(lines.get(i));
      if (rootCause.find()) {
        return rootCause.group(1).strip();
      }
      if (FAILURE.matcher(lines.get(i)).find() && !STACK.matcher(lines.get(i)).find()) {
        return lines.get(i).strip();
      }
    }
    return lines.stream()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .map(String::strip)
        .orElse("it wrote nothing to its log");
  }
}
