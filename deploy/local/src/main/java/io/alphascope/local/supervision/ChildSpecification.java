package io.alphascope.local.supervision;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process to be kept running.
 *
 * @param name of the child, in file names
 * @param title for people: "the broker"
 * @param command program and arguments; no secrets, since every user of the machine can read them
 * @param environment added to the launcher's own
 * @param workingFolder where it runs
 * @param log takes its output
 * @param stopSignal asks it to end, "TERM" say
 * @param grace how long it may take to end before it is killed
 * @param preparation done before every start, on the child's own thread
 * @param readiness whether it does its work
 */
public record ChildSpecification(
    String name,
    String title,
    List<String> command,
    Map<String, String> environment,
    Path workingFolder,
    LogFile log,
    String stopSignal,
    Duration grace,
    Preparation preparation,
    Readiness readiness) {

  public ChildSpecification {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * The same at a lower priority, and so are all its threads and all that it starts.
   *
   * @param increment added to the launcher's own niceness; the sum ends at 19, the lowest priority
   */
  public ChildSpecification nicer(int increment) {
    // `nice` becomes the command, so the process id is the command's.
    return new ChildSpecification(
        name,
        title,
        Stream.concat(Stream.of("nice", "-n", Integer.toString(increment)), command.stream())
            .toList(),
        environment,
        workingFolder,
        log,
        stopSignal,
        grace,
        preparation,
        readiness);
  }

  /**
   * What a start needs: folders, files, the end of a predecessor. Repeated before every restart.
   */
  @FunctionalInterface
  public interface Preparation {
    Preparation NONE = () -> {};

    /**
     * @throws CommandFailure if a start makes no sense and the user can help
     */
    void prepare() throws IOException, InterruptedException;
  }

  /** A cheap question, asked a few times a second. */
  @FunctionalInterface
  public interface Readiness {
    boolean ready() throws InterruptedException;

    /** What keeps the child from its work, by its last answer; ready or not. */
    default Optional<String> waitsFor() {
      return Optional.empty();
    }
  }
}
