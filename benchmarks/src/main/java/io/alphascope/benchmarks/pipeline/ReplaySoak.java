package io.alphascope.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replays 5 000 steps and prints the curvature service's resident memory and live arrays along the
 * way, then cancels a second replay and prints how long it went on. Exit status 1 if memory grows
 * by 50 MB or more after the first thousand, or if the replay is not stopped within a second.
 * Argument: the folder in which Alphascope is built. Linux only.
 */
public final class ReplaySoak {

  private static final int EVERY = 500;
  private static final int WARM = 1000;
  private static final int STEPS = 5000;
  private static final long MOST_GROWTH_KIB = 50 * 1024;
  private static final long MOST_MILLIS = 1000;
  private static final long POLL_MILLIS = 20;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Path home;
  private final LaunchedSystem system;
  private final Path status;

  private ReplaySoak(Path home, LaunchedSystem system) {
    this.home = home;
    this.system = system;
    long pid = system.processes("curvature-service").get(0);
    status = Path.of("/proc", Long.toString(pid), "status");
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    boolean passed;
    try (LaunchedSystem system = LaunchedSystem.start(home)) {
      // 12 000 samples, 12 at a time.
      system.printed(
          home,
          "train",
          List.of(
              "--dataset=mnist-sample", "--batch-size=12", "--epochs=5", "--curvature=hessian"));
      ReplaySoak soak = new ReplaySoak(home, system);
      passed = soak.isFlat() & soak.stopsSoon();
    }
    System.exit(passed ? 0 : 1);
  }

  private boolean isFlat() throws Exception {
    CompletableFuture<JsonNode> replay = replay("ggn");
    boolean flat = true;
    long warm = 0;
    System.out.printf("%12s %12s %12s%n", "replayed", "RSS MiB", "live arrays");
    for (int steps = EVERY; steps <= STEPS; steps += EVERY) {
      awaitReplayed(steps, replay);
      long resident = residentKib();
      System.out.printf(
          "%12d %12.1f %12.0f%n",
          steps, resident / 1024.0, system.curvatureMetric("alphascope_live_arrays"));
      if (steps == WARM) {
        warm = resident;
      }
      flat &= steps <= WARM || resident - warm < MOST_GROWTH_KIB;
    }
    System.out.printf("%d observations%n", replay.join().path("observations").asInt());
    System.out.println(flat ? "flat" : "NOT flat");
    return flat;
  }

  /** Follows a replay's observations after it has been cancelled. */
  private boolean stopsSoon() throws Exception {
    double before = replayed();
    CompletableFuture<JsonNode> replay = replay("ggn/parameter");
    awaitReplayed(before + EVERY, replay);
    long asked = System.nanoTime();
    JsonNode running = system.order("GET", "/api/replays", "").path("replays").get(0);
    system.order("DELETE", "/api/replays/" + running.path("replay").asText(), "");
    long last = asked;
    double seen = replayed();
    while (System.nanoTime() - last < TimeUnit.SECONDS.toNanos(2)) {
      double now = replayed();
      if (now != seen) {
        seen = now;
        last = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(last - asked);
    System.out.printf(
        "cancelled: the last observation came %d ms later, %s%n",
        millis, replay.join().path("state").asText());
    return millis <= MOST_MILLIS;
  }

  private CompletableFuture<JsonNode> replay(String curvature) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return system.printed(home, "replay", List.of("--curvature", curvature));
          } catch (Exception failed) {
            throw new CompletionException(failed);
          }
        });
  }

  private void awaitReplayed(double steps, CompletableFuture<JsonNode> replay) throws Exception {
    while (replayed() < steps) {
      if (replay.isDone() && replayed() < steps) {
        throw new IllegalStateException("the replay ended early: " + replay.join());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private double replayed() throws Exception {
    return system.curvatureMetric("alphascope_replay_steps_observed_total");
  }

  private long residentKib() throws Exception {
    Matcher resident = RESIDENT.matcher(Files.readString(status));
    if (!resident.find()) {
      throw new IllegalStateException(status + " has no VmRSS");
    }
    return Long.parseLong(resident.group(1));
  }
}
