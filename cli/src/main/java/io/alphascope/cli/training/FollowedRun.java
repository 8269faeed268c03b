package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.following.RunFollower;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.following.Summary;
import io.alphascope.cli.progress.RunProgress;
import io.alphascope.cli.runs.ResultOptions;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** A run that this command started, followed on the terminal. */
public record FollowedRun(Aggregator aggregator, String id, RunFollower follower) {

  /**
   * Starts a run and says which.
   *
   * @param defaultCurvatures observed if the run names none; empty if unknown
   */
  public static FollowedRun start(
      Aggregator aggregator, ObjectNode request, List<String> defaultCurvatures, Runnable guard)
      throws InterruptedException {
    Run run = aggregator.startRun(request);
    if (run.datasetNote() != null && !run.datasetNote().isBlank()) {
      Terminal.say(run.datasetNote());
    }
    run.warnings().forEach(Terminal::say);
    Terminal.say("Training %s", run.run());
    RunFollower follower =
        new RunFollower(
            aggregator,
            defaultCurvatures,
            new RunProgress(Terminal.display())::show,
            guard,
            InstantSource.system());
    return new FollowedRun(aggregator, run.run(), follower);
  }

  public Outcome follow() throws InterruptedException {
    return follower.follow(id);
  }

  /** Stops the run, and follows what is still in flight. */
  public Outcome stopAndFollow() throws InterruptedException {
    try {
      aggregator.stopRun(id);
    } catch (RefusedException | AwayException e) {
      // It has ended meanwhile; what is in flight is followed all the same.
      Terminal.say(e.line());
    }
    return follower.follow(id);
  }

  /**
   * Says the result of the run, and gives what was asked for.
   *
   * @param staysUp whether the system is still there afterwards
   */
  public void give(Outcome outcome, ResultOptions results, boolean staysUp)
      throws InterruptedException {
    Run run = outcome.run();
    Summary.of(outcome, aggregator).print(System.err, aggregator.url(), staysUp);
    ObjectNode document = Json.object();
    document.put("run", run.run());
    document.put("steps", run.stepsTaken());
    document.put("observations", run.observations());
    document.put("skipped", run.stepsSkipped());
    document.put("training_seconds", run.trainingSeconds());
    document.put("observing_seconds", run.observingSeconds());
    document.put("test_accuracy", run.testAccuracy().orElse(null));
    results.give(aggregator, run.run(), List.of(), document);
  }

  /** Says how to end it, if following it was interrupted; the exit status. */
  int leave() {
    Terminal.say("The run continues; stop it with 'alphascope stop %s'", id);
    return ExitCode.SOFTWARE;
  }
}
