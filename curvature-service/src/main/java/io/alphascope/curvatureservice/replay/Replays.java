package io.alphascope.curvatureservice.replay;

import io.alphascope.curvatureservice.kafka.BrokerAnswers;
import io.alphascope.curvatureservice.kafka.FollowedTopic;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.curvatureservice.replay.work.ReplayRuns;
import io.alphascope.curvatureservice.runs.RunsTopic;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.Timestamps;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Starts, lists and cancels replays, and makes this instance take part in those that run. */
@ApplicationScoped
public class Replays {

  @Inject Broker broker;
  @Inject BrokerAnswers answers;
  @Inject Results results;
  @Inject ReplayRequests requests;
  @Inject ReplayRuns runs;
  @Inject RunsTopic knownRuns;

  private final ReplaysTopic replays = new ReplaysTopic(this::tell, replay -> runs.changed(replay));
  private final FollowedTopic topic =
      new FollowedTopic(Topic.REPLAYS, () -> broker.reader(), replays);

  void onStart(@Observes StartupEvent started) {
    broker.topicsCreated().thenRun(topic::start);
  }

  private void tell(ReplayChanged replay) {
    results.tell(ReplayState.toRecord(replay));
  }

  /**
   * Starts a replay.
   *
   * @param request its run may be {@code latest}
   * @throws RefusedException if it cannot be carried out
   */
  public ReplayChanged start(ReplayRequest request) throws InterruptedException {
    readToEnd();
    ReplayChanged replay = requests.check(request);
    replays.firstRunning(replay.getRequest()).ifPresent(Replays::refuse);
    publish(replay);
    readToEnd();
    // The same request may have passed the check at the same moment, here or on another instance:
    // then only the first in the topic continues.
    ReplayChanged first = replays.firstRunning(replay.getRequest()).orElse(replay);
    if (!first.getReplay().equals(replay.getReplay())) {
      replays
          .find(replay.getReplay())
          .filter(ReplayState::isRunning)
          .ifPresent(
              running -> tell(ReplayState.ended(running, State.CANCELLED, runsAlready(first))));
      refuse(first);
    }
    return replay;
  }

  private static void refuse(ReplayChanged same) {
    throw new RefusedException(Reason.CONFLICT, runsAlready(same));
  }

  private static String runsAlready(ReplayChanged same) {
    return "replay %s is running and asks the same: follow it, or cancel it first"
        .formatted(same.getReplay());
  }

  public List<ReplayChanged> newestFirst() throws InterruptedException {
    readToEnd();
    return replays.all().stream()
        .filter(this::isShown)
        .sorted(Timestamps.latestFirst(ReplayChanged::getCreated))
        .toList();
  }

  /** Replays of a run are hidden once the run is deleted. */
  private boolean isShown(ReplayChanged replay) {
    return !knownRuns.isDeleted(replay.getRequest().getRun());
  }

  /**
   * @throws RefusedException if there is no such replay
   */
  public ReplayChanged find(String replay) throws InterruptedException {
    readToEnd();
    return replays
        .find(replay)
        .filter(this::isShown)
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.UNKNOWN,
                    "there is no replay '%s': GET /replays lists all replays".formatted(replay)));
  }

  /** Ends a running replay; one that has ended stays as it is. */
  public ReplayChanged cancel(String replay) throws InterruptedException {
    ReplayChanged found = find(replay);
    if (!ReplayState.isRunning(found)) {
      return found;
    }
    publish(ReplayState.ended(found, State.CANCELLED, "cancelled on request"));
    return find(replay);
  }

  private void publish(ReplayChanged replay) throws InterruptedException {
    answers.await(results.publish(ReplayState.toRecord(replay)).subscribeAsCompletionStage());
  }

  private void readToEnd() throws InterruptedException {
    answers.await(topic.readToEnd());
  }

  /** Before the workers and clients are closed, in any order. */
  void onStop(@Observes ShutdownEvent stopping) {
    topic.close();
    runs.stop();
  }
}
