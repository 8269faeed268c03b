package io.alphascope.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Trains one epoch with everything on, then each part alone, and prints what the whole loses
 * between its parts:
 *
 * <ol>
 *   <li><b>whole</b>: {@code up --exit}, from the first step to the last observation stored;
 *   <li><b>training</b>: the same run with {@code --publish-every 0}, the trainer's CPU time;
 *   <li><b>moving</b>: as many bytes through the broker, CPU time of producer, broker and consumer;
 *   <li><b>observing</b>: as many steps, CPU time.
 * </ol>
 *
 * <p>Arguments: the folder in which Alphascope is built, then options of {@code up}. Every part
 * starts processes of its own, so that each pays for its own warm-up. Linux only.
 */
public final class Pipeline {

  private static final List<String> CURVATURES = List.of("hessian", "ggn");
  private static final double MOST_LOST = 1.3;
  private static final double MOST_OVER_TRAINING = 8;
  private static final int BYTES_PER_STEP = 3 * 109_386 * Float.BYTES + 700;

  private Pipeline() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Path home = Path.of(arguments[0]).toAbsolutePath();
    List<String> options = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
    options.addAll(List.of("--curvature", String.join(",", CURVATURES)));
    int cores = Runtime.getRuntime().availableProcessors();

    JsonNode whole = LaunchedSystem.runOnce(home, options);
    int steps = whole.get("steps").asInt();
    Duration training;
    double trainingSeconds;
    Duration moving;
    try (LaunchedSystem system = LaunchedSystem.start(home)) {
      Duration before = ProcessorTime.of(system.processes("trainer-service"));
      trainingSeconds = system.train(home, options).get("training_seconds").asDouble();
      training = ProcessorTime.of(system.processes("trainer-service")).minus(before);
      moving = Moving.measure(system, steps, BYTES_PER_STEP);
    }
    Duration observing = Observing.measure(CURVATURES, steps, cores);

    double observingSeconds = whole.get("observing_seconds").asDouble();
    Duration parts = training.plus(moving).plus(observing);
    System.out.printf("%d steps on %d cores, milliseconds per step%n", steps, cores);
    row("whole (wall clock)", observingSeconds * 1000 / steps);
    row("training (CPU)", perStep(training, steps));
    row("moving (CPU)", perStep(moving, steps));
    row("observing (CPU)", perStep(observing, steps));
    row("the three, divided by the cores", perStep(parts, steps) / cores);
    row("bare training (wall clock)", trainingSeconds * 1000 / steps);
    double lost = observingSeconds * 1000 / (parts.toMillis() / (double) cores);
    double overTraining = observingSeconds / trainingSeconds;
    System.out.printf("whole / parts                   %8.2f   at most %.1f%n", lost, MOST_LOST);
    System.out.printf(
        "whole / bare training           %8.2f   at most %.1f%n", overTraining, MOST_OVER_TRAINING);
    System.exit(lost <= MOST_LOST && overTraining <= MOST_OVER_TRAINING ? 0 : 1);
  }

  private static double perStep(Duration time, int steps) {
    return (double) time.toMillis() / steps;
  }

  private static void row(String what, double milliseconds) {
    System.out.printf("%-31s %8.2f%n", what, milliseconds);
  }
}
