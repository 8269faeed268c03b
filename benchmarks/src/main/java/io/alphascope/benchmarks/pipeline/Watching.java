package io.alphascope.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** What a training costs while it is watched, after its first epoch: steady. */
final class Watching {

  private static final long POLL_MILLIS = 200;

  private Watching() {}

  /**
   * A training's steady part, milliseconds a step.
   *
   * @param training wall time of its steps, evaluations left out
   * @param observing wall time until everything observed of them was stored; NaN if nothing was
   * @param secondsToRow from a step to its row, median
   * @param bytes of a step in the stream, of the whole run
   */
  record Steady(double training, double observing, double secondsToRow, double bytes) {}

  /** Trains with {@code alphascope train} and returns what it cost after the first epoch. */
  static Steady measure(LaunchedSystem system, Path home, List<String> options)
      throws IOException, InterruptedException, SQLException {
    double bytesBefore = system.trainerMetric("alphascope_trainer_steps_published_bytes_total");
    double stepsBefore = system.trainerMetric("alphascope_trainer_steps_published_total");
    CompletableFuture<JsonNode> training =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return system.printed(home, "train", options);
              } catch (IOException | InterruptedException failed) {
                throw new CompletionException(failed);
              }
            });
    JsonNode begin = null;
    while (!training.isDone()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      JsonNode newest = system.trainer("/runs").path("runs").path(0);
      if (begin == null
          && newest.path("state").asText().equals("running")
          && newest.path("evaluations").size() > 0) {
        begin = newest;
      }
    }
    String run = training.join().get("run").asText();
    if (begin == null) {
      throw new IllegalStateException("run %s ended within its first epoch".formatted(run));
    }
    JsonNode end = system.trainer("/runs/" + run);
    double steps = end.get("steps_taken").asDouble() - begin.get("steps_taken").asDouble();
    double seconds =
        end.get("training_seconds").asDouble() - begin.get("training_seconds").asDouble();
    double published =
        system.trainerMetric("alphascope_trainer_steps_published_total") - stepsBefore;
    double bytes = system.trainerMetric("alphascope_trainer_steps_published_bytes_total");
    if (published == 0) {
      return new Steady(1000 * seconds / steps, Double.NaN, Double.NaN, 0);
    }
    return new Steady(
        1000 * seconds / steps,
        1000 * system.query(OBSERVING_SECONDS_A_STEP, run),
        system.query(SECONDS_TO_ROW, run),
        (bytes - bytesBefore) / published);
  }

  private static final String OBSERVING_SECONDS_A_STEP =
      """
      SELECT extract(epoch FROM max(stored_at) - max(stored_at) FILTER (WHERE epoch = 1))
        / count(DISTINCT step) FILTER (WHERE epoch > 1)
      FROM observations WHERE run = ?\
      """;

  /** Of all rows. */
  static final String SECONDS_TO_ROW =
      """
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM stored_at - time))
      FROM observations WHERE run = ?\
      """;
}
