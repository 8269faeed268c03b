package io.alphascope.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.benchmarks.pipeline.Watching.Steady;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What watching costs, as ratios within one run:
 *
 * <ol>
 *   <li>one epoch with everything on ({@code up --exit}, from the first step to the last
 *       observation stored) against its parts: training alone ({@code --publish-every 0}), as many
 *       bytes through the broker, and as many steps observed without a stream;
 *   <li>bytes of a step, and the CPU time to move it, in groups against single steps;
 *   <li>training while it is watched, and everything observed, against bare training, each after
 *       its first epoch;
 *   <li>a replay of groups against one of single steps;
 *   <li>seconds from a step to its row.
 * </ol>
 *
 * <p>Arguments: the folder in which Alphascope is built, then options of {@code up}. Every system
 * has processes of its own. Linux only.
 */
public final class Pipeline {

  static final List<String> CURVATURES = List.of("hessian", "ggn");

  private static final String EPOCHS = "4";
  private static final int VECTOR = 109_386 * Float.BYTES;
  private static final int REST = 250;
  private static final int GROUP = 8;
  private static final int TURNS = 4;
  private static final Map<String, String> SINGLE_STEPS = Map.of("ALPHASCOPE_STEPS_PER_EVENT", "1");

  private final Path home;
  private final List<String> options;
  private final List<Bound> bounds = new ArrayList<>();

  private Pipeline(Path home, List<String> options) {
    this.home = home;
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    List<String> options = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
    Pipeline pipeline = new Pipeline(Path.of(arguments[0]).toAbsolutePath(), options);
    pipeline.compareWithParts();
    pipeline.watch();
    pipeline.compareReplays();
    System.out.println();
    pipeline.bounds.forEach(Bound::print);
    System.exit(pipeline.bounds.stream().allMatch(Bound::holds) ? 0 : 1);
  }

  private List<String> with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(Arrays.asList(more));
    return all;
  }

  private List<String> observed(String... more) {
    List<String> all = with(more);
    all.addAll(List.of("--curvature", String.join(",", CURVATURES)));
    return all;
  }

  private void compareWithParts() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    JsonNode whole = LaunchedSystem.runOnce(home, observed());
    int steps = whole.get("steps").asInt();
    Duration training;
    double trainingSeconds;
    Duration moving = Duration.ZERO;
    Duration movingSingles = Duration.ZERO;
    try (LaunchedSystem system = LaunchedSystem.start(home)) {
      Duration before = ProcessorTime.of(system.processes("trainer-service"));
      trainingSeconds = system.train(home, observed()).get("training_seconds").asDouble();
      training = ProcessorTime.of(system.processes("trainer-service")).minus(before);
    }
    try (LaunchedSystem system = LaunchedSystem.startInMemory(home)) {
      try (Moving stream = new Moving(system)) {
        // In turns, as memory that the machine touches for the first time costs more than the copy.
        for (int turn = 0; turn <= TURNS; turn++) {
          Duration singles = stream.move(steps / TURNS, 3 * VECTOR + REST);
          Duration groups = stream.move(steps / TURNS / GROUP, (1 + GROUP) * VECTOR + GROUP * REST);
          if (turn > 0) { // the first warms up
            movingSingles = movingSingles.plus(singles);
            moving = moving.plus(groups);
          }
        }
      }
    }
    Duration observing = Observing.measure(CURVATURES, steps, cores);

    double observingSeconds = whole.get("observing_seconds").asDouble();
    Duration parts = training.plus(moving).plus(observing);
    System.out.printf("%d steps on %d cores, milliseconds per step%n", steps, cores);
    row("whole (wall clock)", observingSeconds * 1000 / steps);
    row("training (CPU)", perStep(training, steps));
    row("moving (CPU)", perStep(moving, steps));
    row("moving single steps (CPU)", perStep(movingSingles, steps));
    row("observing (CPU)", perStep(observing, steps));
    row("the three, divided by the cores", perStep(parts, steps) / cores);
    row("bare training (wall clock)", trainingSeconds * 1000 / steps);
    bounds.add(
        Bound.atMost(
            "whole / parts", observingSeconds * 1000 / (parts.toMillis() / (double) cores), 1.3));
    bounds.add(Bound.atMost("whole, with its start / bare", observingSeconds / trainingSeconds, 8));
    bounds.add(
        Bound.atMost(
            "moving in groups / single steps (CPU)",
            (double) moving.toMillis() / movingSingles.toMillis(),
            0.45));
  }

  private void watch() throws Exception {
    try (LaunchedSystem system = LaunchedSystem.start(home)) {
      Steady bare =
          Watching.measure(system, home, with("--epochs", EPOCHS, "--publish-every", "0"));
      Steady watched = Watching.measure(system, home, observed("--epochs", EPOCHS));
      row("bare, steady", bare.training());
      row("watched, steady", watched.training());
      row("everything observed, steady", watched.observing());
      bounds.add(
          Bound.atMost("training watched / bare", watched.training() / bare.training(), 2.2));
      bounds.add(
          Bound.atMost("everything observed / bare", watched.observing() / bare.training(), 6));
      bounds.add(Bound.atMost("bytes of a step, sgd (MB)", watched.bytes() / 1e6, 0.5));
      for (String optimizer : List.of("momentum", "adam")) {
        Steady other =
            Watching.measure(system, home, observed("--epochs", "2", "--optimizer", optimizer));
        bounds.add(
            Bound.atMost(
                "bytes of a step, %s (MB)".formatted(optimizer), other.bytes() / 1e6, 1.0));
      }
      String[] lenet5 = {"--network", "lenet5", "--batch-size", "64", "--epochs", "2"};
      List<String> bareLenet5 = with(lenet5);
      bareLenet5.addAll(List.of("--publish-every", "0"));
      double bareTraining = Watching.measure(system, home, bareLenet5).training();
      Steady watchedLenet5 = Watching.measure(system, home, observed(lenet5));
      row("lenet5: bare, steady", bareTraining);
      row("lenet5: watched, steady", watchedLenet5.training());
      row("lenet5: everything observed, steady", watchedLenet5.observing());
      bounds.add(
          Bound.atMost(
              "lenet5: everything observed / bare", watchedLenet5.observing() / bareTraining, 3.5));
      bounds.add(Bound.atMost("seconds to a row at full speed, median", watched.secondsToRow(), 1));
      for (int pace : List.of(20, 80)) {
        bounds.add(
            Bound.atMost(
                "seconds to a row at %d steps a second, median".formatted(pace),
                Paced.secondsToRow(system, pace),
                0.5));
      }
    }
  }

  /** In turns, so that what the machine does besides is shared. */
  private void compareReplays() throws Exception {
    try (LaunchedSystem groups = LaunchedSystem.start(home);
        LaunchedSystem singles = LaunchedSystem.start(home, SINGLE_STEPS)) {
      compareReplays(groups, singles);
    }
  }

  private void compareReplays(LaunchedSystem groups, LaunchedSystem singles) throws Exception {
    for (LaunchedSystem system : List.of(groups, singles)) {
      // Several epochs, as each replay takes about a second to begin and to end.
      system.printed(home, "train", observed("--epochs", EPOCHS));
      replaySeconds(system, "ggn/parameter", "0..49"); // warms what only replays use
    }
    double ofGroups = 0;
    double ofSingles = 0;
    for (int turn = 0; turn < 2; turn++) {
      ofSingles += replaySeconds(singles, "ggn", "0..");
      ofGroups += replaySeconds(groups, "ggn", "0..");
    }
    row("replays of single steps, seconds", ofSingles);
    row("replays of groups, seconds", ofGroups);
    bounds.add(Bound.atLeast("replay of groups / single steps", ofSingles / ofGroups, 1.5));
  }

  private double replaySeconds(LaunchedSystem system, String curvature, String steps)
      throws Exception {
    return system
        .printed(
            home, "replay", List.of("--run", "latest", "--curvature", curvature, "--steps", steps))
        .get("seconds")
        .asDouble();
  }

  private static double perStep(Duration time, int steps) {
    return (double) time.toMillis() / steps;
  }

  private static void row(String what, double milliseconds) {
    System.out.printf("%-40s %8.2f%n", what, milliseconds);
  }
}
