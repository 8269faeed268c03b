package io.alphascope.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.local.client.Aggregator;
import io.alphascope.local.client.RefusedException;
import io.alphascope.local.client.Run;
import io.alphascope.local.following.RunFollower;
import io.alphascope.local.following.RunFollower.Outcome;
import java.time.Clock;
import java.util.List;

/** A run that this command started, followed on the terminal. */
record FollowedRun(Aggregator aggregator, String id, RunFollower follower) {

  /**
   * Starts a run and says which.
   *
   * @param defaultCurvatures observed if the run names none; empty if unknown
   */
  static FollowedRun start(
      Aggregator aggregator,
      ObjectNode request,
      List<String> defaultCurvatures,
      RunFollower.Guard guard)
      throws InterruptedException {
    Run run = aggregator.startRun(request);
    if (run.datasetNote() != null && !run.datasetNote().isBlank()) {
      Terminal.say("%s", run.datasetNote());
    }
    run.warnings().forEach(warning -> Terminal.say("%s", warning));
    Terminal.say("Training %s", run.run());
    RunFollower follower =
        new RunFollower(
            aggregator, defaultCurvatures, Terminal.display(), guard, Clock.systemUTC());
    return new FollowedRun(aggregator, run.run(), follower);
  }

  Outcome follow() throws InterruptedException {
    return follower.follow(id);
  }

  /** Stops the run, and follows what is still in flight. */
  Outcome stopAndFollow() throws InterruptedException {
    try {
      aggregator.stopRun(id);
    } catch (RefusedException e) {
      // It has ended meanwhile; what is in flight is followed all the same.
      Terminal.say("%s", e.line());
    }
    return follower.follow(id);
  }
}
