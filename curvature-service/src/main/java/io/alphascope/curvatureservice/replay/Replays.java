package io.alphascope.curvatureservice.replay;

import io.alphascope.curvatureservice.kafka.BrokerAnswers;
import io.alphascope.curvatureservice.kafka.FollowedTopic;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.curvatureservice.replay.work.ReplayRuns;
import io.alphascope.curvatureservice.runs.KnownRuns;
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
import java.time.Clock;
import java.util.Comparator;
import java.util.List;

/** All replays: starts, lists and cancels them, and has this instance take part in each. */
@ApplicationScoped
public class Replays {

  private final Broker broker;
  private final BrokerAnswers answers;
  private final Results results;
  private final ReplayRequests requests;
  private final ReplayRuns runs;
  private final KnownRuns knownRuns;
  private final Clock clock = Clock.systemUTC();
  private final ReplaysTopic replays;
  private final FollowedTopic topic;

  Replays(
      Broker broker,
      BrokerAnswers answers,
      Results results,
      ReplayRequests requests,
      ReplayRuns runs,
      RunsTopic knownRuns) {
    this.broker = broker;
    this.answers = answers;
    this.results = results;
    this.requests = requests;
    this.runs = runs;
    this.knownRuns = knownRuns;
    this.replays = new ReplaysTopic(this::tell, runs::changed);
    this.topic = new FollowedTopic(Topic.REPLAYS, broker::reader, replays);
  }

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
    ReplayChanged replay = requests.check(request, clock.instant());
    replays
        .firstRunning(replay.getRequest())
        .ifPresent(
            same -> {
              throw ReplayRequests.runningAlready(same);
            });
    publish(replay);
    readToEnd();
    // Asked at the same moment, here or elsewhere, the same may have passed the same check: of
    // those, the first in the topic stays.
    ReplayChanged first = replays.firstRunning(replay.getRequest()).orElse(replay);
    if (!first.getReplay().equals(replay.getReplay())) {
      RefusedException refused = ReplayRequests.runningAlready(first);
      replays
          .find(replay.getReplay())
          .filter(ReplayState::isRunning)
          .ifPresent(
              running ->
                  tell(
                      ReplayState.ended(
                          running, State.CANCELLED, refused.getMessage(), clock.instant())));
      throw refused;
    }
    return replay;
  }

  public List<ReplayChanged> newestFirst() throws InterruptedException {
    readToEnd();
    return replays.all().stream()
        .filter(this::isShown)
        .sorted(
            Comparator.comparing((ReplayChanged one) -> Timestamps.instant(one.getCreated()))
                .reversed())
        .toList();
  }

  /** What was asked about a run that was deleted since is gone with it. */
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
                    "there is no replay '%s': GET /replays lists those that there are"
                        .formatted(replay)));
  }

  /** Ends a running replay; one that has ended stays as it is. */
  public ReplayChanged cancel(String replay) throws InterruptedException {
    ReplayChanged found = find(replay);
    if (!ReplayState.isRunning(found)) {
      return found;
    }
    publish(ReplayState.ended(found, State.CANCELLED, "cancelled on request", clock.instant()));
    return find(replay);
  }

  private void publish(ReplayChanged replay) throws InterruptedException {
    answers.await(results.publish(ReplayState.toRecord(replay)).subscribeAsCompletionStage());
  }

  private void readToEnd() throws InterruptedException {
    answers.await(topic.readToEnd());
  }

  /** Before the workers and clients go, in whatever order. */
  void onStop(@Observes ShutdownEvent stopping) {
    topic.close();
    runs.stop();
  }
}
