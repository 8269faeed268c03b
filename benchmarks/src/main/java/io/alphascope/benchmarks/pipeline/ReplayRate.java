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
 * Replays one epoch, and prints how near that comes to what its parts allow:
 *
 * <ol>
 *   <li><b>live</b>: the epoch observed while it is trained, from the first step to the last
 *       observation stored;
 *   <li><b>replay</b>: the same steps, nothing else running;
 *   <li><b>reading</b>: a replay that wants none of them, r;
 *   <li><b>observing</b>: as many steps on all cores with no stream around them, o.
 * </ol>
 *
 * <p>Reading and observing share the cores, so together they allow 1 / (1/r + 1/o). Arguments: the
 * folder in which Alphascope is built, then options of {@code up}. Linux only.
 */
public final class ReplayRate {

  private static final String CURVATURE = "ggn";
  private static final double LEAST_OVER_LIVE = 2;
  private static final double LEAST_OF_PARTS = 0.8;

  private ReplayRate() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Path home = Path.of(arguments[0]).toAbsolutePath();
    List<String> options = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
    options.addAll(List.of("--curvature", CURVATURE));
    int cores = Runtime.getRuntime().availableProcessors();

    int steps;
    double live;
    double replay;
    double reading;
    try (LaunchedSystem system = LaunchedSystem.start(home)) {
      JsonNode run = system.printed(home, "train", options);
      steps = run.get("steps").asInt();
      live = steps / run.get("observing_seconds").asDouble();
      // The first warms what only replays use.
      replay(system, home, "--curvature", "ggn/parameter", "--steps", "0..49");
      reading =
          steps
              / replay(
                      system,
                      home,
                      "--run",
                      "all",
                      "--curvature",
                      CURVATURE,
                      "--steps",
                      "9999999..")
                  .get("seconds")
                  .asDouble();
      replay = steps / replay(system, home, "--curvature", CURVATURE).get("seconds").asDouble();
    }
    Duration observed = Observing.measure(List.of(CURVATURE), steps, cores);
    double observing = steps * cores / (observed.toMillis() / 1000.0);
    double parts = 1 / (1 / reading + 1 / observing);

    System.out.printf("%d steps on %d cores, steps per second%n", steps, cores);
    row("live", live);
    row("replay", replay);
    row("reading alone", reading);
    row("observing alone", observing);
    row("what the parts allow", parts);
    System.out.printf(
        "replay / live                   %8.2f   at least %.1f%n", replay / live, LEAST_OVER_LIVE);
    System.out.printf(
        "replay / parts                  %8.2f   at least %.1f%n", replay / parts, LEAST_OF_PARTS);
    System.exit(replay >= LEAST_OVER_LIVE * live && replay >= LEAST_OF_PARTS * parts ? 0 : 1);
  }

  private static JsonNode replay(LaunchedSystem system, Path home, String... options)
      throws Exception {
    return system.printed(home, "replay", List.of(options));
  }

  private static void row(String what, double rate) {
    System.out.printf("%-31s %8.1f%n", what, rate);
  }
}
