package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.following.Guard;
import io.alphascope.cli.following.RunFollower;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.terminal.Terminal;
import java.time.Clock;
import java.util.List;

/** A run that this command started, followed on the terminal. */
public record FollowedRun(Aggregator aggregator, String id, RunFollower follower) {

  /**
   * Starts a run and says which.
   *
   * @param defaultCurvatures observed if the run names none; empty if unknown
   */
  public static FollowedRun start(
      Aggregator aggregator, ObjectNode request, List<String> defaultCurvatures, Guard guard)
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

  public Outcome follow() throws InterruptedException {
    return follower.follow(id);
  }

  /** Stops the run, and follows what is still in flight. */
  public Outcome stopAndFollow() throws InterruptedException {
    try {
      aggregator.stopRun(id);
    } catch (RefusedException e) {
      // It has ended meanwhile; what is in flight is followed all the same.
      Terminal.say("%s", e.line());
    }
    return follower.follow(id);
  }
}
