package io.alphascope.curvatureservice.replay;

import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.ReplayRefusedException.Reason;
import io.alphascope.curvatureservice.runs.KnownRuns;
import io.alphascope.curvatureservice.runs.RunsTopic;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayRequest;
import io.alphascope.service.broker.Broker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All replays: starts, lists and cancels them, and has this instance take part in each. */
@ApplicationScoped
class Replays {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Broker broker;
  private final StepProcessor processor;
  private final ReplayClients clients;
  private final ReplayWorkers workers;
  private final HeldWork heldWork;
  private final ReplayRequests requests;
  private final KnownRuns knownRuns;
  private final Clock clock = Clock.systemUTC();
  private final ReplaysTopic topic;
  private final Map<String, ReplayRun> runs = new ConcurrentHashMap<>();

  @Inject
  Replays(
      Broker broker,
      StepProcessor processor,
      ReplayClients clients,
      ReplayWorkers workers,
      HeldWork heldWork,
      ReplayRequests requests,
      RunsTopic knownRuns) {
    this.broker = broker;
    this.processor = processor;
    this.clients = clients;
    this.workers = workers;
    this.heldWork = heldWork;
    this.requests = requests;
    this.knownRuns = knownRuns;
    this.topic = new ReplaysTopic(clients, this::changed);
  }

  void onStart(@Observes StartupEvent started) {
    broker.topicsCreated().thenRun(topic::start);
  }

  /** On the thread that follows the topic. */
  private void changed(ReplayChanged replay) {
    ReplayRun run = runs.get(replay.getReplay());
    if (run != null) {
      run.changed(replay);
      if (!ReplayState.isRunning(replay)) {
        runs.remove(replay.getReplay());
      }
    } else if (ReplayState.isRunning(replay)) {
      ReplayRun begun =
          new ReplayRun(
              replay,
              processor,
              clients,
              workers,
              heldWork,
              clock,
              reason -> end(replay.getReplay(), State.FAILED, reason));
      runs.put(replay.getReplay(), begun);
      begun.start();
    }
  }

  /**
   * Starts a replay.
   *
   * @param request its run may be {@code latest}
   * @throws ReplayRefusedException if it cannot be carried out
   */
  ReplayChanged start(ReplayRequest request) throws InterruptedException {
    ReplayChanged replay = requests.check(request, newestFirst(), clock.instant());
    publish(replay);
    await();
    // Asked at the same moment, here or elsewhere, the same may have passed the same check: of
    // those, the first in the topic stays.
    ReplayChanged first = topic.firstRunning(replay.getRequest()).orElse(replay);
    if (!first.getReplay().equals(replay.getReplay())) {
      ReplayRefusedException refused = ReplayRequests.runningAlready(first);
      end(replay.getReplay(), State.CANCELLED, refused.getMessage());
      throw refused;
    }
    return replay;
  }

  List<ReplayChanged> newestFirst() throws InterruptedException {
    await();
    return topic.all().stream()
        .filter(this::isShown)
        .sorted(
            Comparator.comparing((ReplayChanged one) -> ReplayState.instant(one.getCreated()))
                .reversed())
        .toList();
  }

  /** What was asked about a run that was deleted since is gone with it. */
  private boolean isShown(ReplayChanged replay) {
    return !knownRuns.isDeleted(replay.getRequest().getRun());
  }

  /**
   * @throws ReplayRefusedException if there is no such replay
   */
  ReplayChanged find(String replay) throws InterruptedException {
    await();
    return topic
        .find(replay)
        .filter(this::isShown)
        .orElseThrow(
            () ->
                new ReplayRefusedException(
                    Reason.UNKNOWN,
                    "there is no replay '%s': GET /replays lists those that there are"
                        .formatted(replay)));
  }

  /** Ends a running replay; one that has ended stays as it is. */
  ReplayChanged cancel(String replay) throws InterruptedException {
    ReplayChanged found = find(replay);
    if (!ReplayState.isRunning(found)) {
      return found;
    }
    publish(ReplayState.ended(found, State.CANCELLED, "cancelled on request", clock.instant()));
    return find(replay);
  }

  private void end(String replay, State state, String reason) {
    topic
        .find(replay)
        .filter(ReplayState::isRunning)
        .ifPresent(
            running -> clients.publish(ReplayState.ended(running, state, reason, clock.instant())));
  }

  private void publish(ReplayChanged replay) throws InterruptedException {
    try {
      clients.publish(replay).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new ReplayRefusedException(
          Reason.FORBIDDEN, "Kafka does not take the replay: " + refused.getCause(), refused);
    } catch (TimeoutException away) {
      throw away();
    }
  }

  private void await() throws InterruptedException {
    if (broker.trouble().isPresent()) {
      throw away();
    }
    try {
      topic.readToEnd(PATIENCE);
    } catch (TimeoutException unread) {
      throw away();
    }
  }

  private ReplayRefusedException away() {
    return new ReplayRefusedException(
        Reason.AWAY,
        broker.trouble().orElse("Kafka has not answered within " + PATIENCE) + ". Try again");
  }

  /** Before the workers and clients go, in whatever order. */
  void onStop(@Observes ShutdownEvent stopping) {
    topic.close();
    runs.values().forEach(ReplayRun::close);
  }
}
