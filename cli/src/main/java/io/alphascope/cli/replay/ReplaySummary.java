package io.alphascope.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Replay;
import io.alphascope.cli.terminal.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The result of a replay, with what is missing. */
record ReplaySummary(Replay replay) {

  /** From its request to its end, with pauses. */
  double seconds() {
    if (replay.created() == null || replay.ended() == null) {
      return 0;
    }
    Instant created = Instant.parse(replay.created());
    return Duration.between(created, Instant.parse(replay.ended())).toMillis() / 1000.0;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "Replay %s %s: %d of %d steps observed under %s, %d rows, %.1f s (%.1f steps/s).",
            replay.replay(),
            replay.state(),
            replay.stepsObserved(),
            replay.stepsFound(),
            String.join(", ", replay.curvatures()),
            replay.observations(),
            seconds(),
            replay.stepsObserved() / Math.max(seconds(), 1e-3)));
    if (replay.message() != null) {
      lines.add("It ended because: " + replay.message());
    }
    if (replay.stepsDeleted() != null && replay.stepsDeleted() > 0) {
      lines.add(
          "%d of %d steps are still in the topic: retention took %d."
              .formatted(
                  replay.stepsPublished() - replay.stepsDeleted(),
                  replay.stepsPublished(),
                  replay.stepsDeleted()));
    } else if (replay.stepsPublished() == null) {
      lines.add("The number of published steps is unknown.");
    }
    if (replay.stepsSkipped() > 0) {
      lines.add(
          "%d steps were skipped by the trainer, and never published."
              .formatted(replay.stepsSkipped()));
    }
    if (replay.stepsDeadLettered() > 0) {
      lines.add(
          "%d steps cannot be observed (dead letters).".formatted(replay.stepsDeadLettered()));
      replay.deadLetterReasons().forEach(reason -> lines.add("  " + reason));
    }
    if (replay.observationsRefused() > 0) {
      lines.add(
          "%d observations are not possible for their steps."
              .formatted(replay.observationsRefused()));
      replay.refusalReasons().forEach(reason -> lines.add("  " + reason));
    }
    return lines;
  }

  ObjectNode document() {
    ObjectNode document = Json.object();
    document.put("replay", replay.replay());
    document.put("run", replay.run());
    document.put("first_step", replay.firstStep());
    document.put("last_step", replay.lastStep());
    Json.put(document, "curvatures", replay.curvatures());
    Json.put(document, "observables", replay.observables());
    document.put("state", replay.state());
    document.put("message", replay.message());
    document.put("steps", replay.stepsFound());
    document.put("steps_observed", replay.stepsObserved());
    document.put("observations", replay.observations());
    document.put("steps_published", replay.stepsPublished());
    document.put("steps_deleted", replay.stepsDeleted());
    document.put("steps_skipped", replay.stepsSkipped());
    document.put("steps_dead_lettered", replay.stepsDeadLettered());
    document.set("dead_letter_reasons", Json.tree(replay.deadLetterReasons()));
    document.put("observations_refused", replay.observationsRefused());
    document.set("refusal_reasons", Json.tree(replay.refusalReasons()));
    document.put("seconds", seconds());
    return document;
  }
}
