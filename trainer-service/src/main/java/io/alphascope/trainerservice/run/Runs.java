package io.alphascope.trainerservice.run;

import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import io.alphascope.trainerservice.plan.RunPlan;
import io.alphascope.trainerservice.plan.RunPlanner;
import io.alphascope.trainerservice.plan.RunRequest;
import io.alphascope.trainerservice.publishing.RunJournal;
import io.alphascope.trainerservice.publishing.StepMeters;
import io.alphascope.trainerservice.publishing.StepStream;
import io.alphascope.trainerservice.publishing.StreamPublisher;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** All runs: at most one is being trained, the others have ended. Thread-safe. */
@ApplicationScoped
public class Runs {

  private static final Logger LOG = Logger.getLogger(Runs.class);
  private static final long SHUTDOWN_MILLIS = TimeUnit.SECONDS.toMillis(10);
  private static final long LAST_REPORT_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long DELETION_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final RunPlanner planner;
  private final StreamPublisher publisher;
  private final RunJournal journal;
  private final StepMeters meters;
  private final Broker broker;
  private final Clock clock = Clock.systemUTC();

  /** Runs that this process does not train, deleted ones too; guarded by {@code this}. */
  private final Map<String, RunChanged> past = new HashMap<>();

  /** The newest run of this process, which may have ended; guarded by {@code this}. */
  private ActiveRun current;

  /** Its thread; guarded by {@code this}. */
  private Thread training;

  /** Whether past runs are known and the topics exist; guarded by {@code this}. */
  private boolean ready;

  Runs(
      RunPlanner planner,
      StreamPublisher publisher,
      RunJournal journal,
      StepMeters meters,
      Broker broker) {
    this.planner = planner;
    this.publisher = publisher;
    this.journal = journal;
    this.meters = meters;
    this.broker = broker;
  }

  /**
   * A run as it is now.
   *
   * @param datasetNote one line if the preferred data set was not available
   * @param warnings one line each
   */
  public record View(RunChanged state, Optional<String> datasetNote, List<String> warnings) {

    private static View of(RunChanged state) {
      return new View(state, Optional.empty(), List.of());
    }

    private static View of(ActiveRun run) {
      return new View(run.snapshot(), run.plan().datasetNote(), run.plan().warnings());
    }
  }

  synchronized void begin(Map<String, RunChanged> known) {
    past.putAll(known);
    ready = true;
  }

  /** Whether {@link #start} can be called. */
  synchronized boolean isReady() {
    return ready;
  }

  /**
   * Starts a run; does not wait for its end.
   *
   * @throws RefusedException if it is not possible, if another run is being trained ({@code
   *     CONFLICT}), or if the broker has not answered since this service was started ({@code AWAY})
   */
  public synchronized View start(RunRequest request) throws InterruptedException {
    checkReady();
    awaitLastReport();
    if (isTraining()) {
      throw new RefusedException(
          Reason.CONFLICT,
          "Run %s is being trained; wait for its end, or stop it first".formatted(current.id()));
    }
    request.run().ifPresent(this::checkNew);
    RunPlan plan = planner.plan(request);
    plan.datasetNote().ifPresent(LOG::info);
    plan.warnings().forEach(LOG::warn);
    if (current != null) {
      past.put(current.id(), current.snapshot());
    }
    StepStream stream = publisher.open(plan.run(), plan.events(), plan.stepsPerEvent());
    ActiveRun run = new ActiveRun(plan, stream, meters, new RunReporter(journal), clock);
    current = run;
    training = new Thread(run::carryOut, "training");
    training.start();
    LOG.infof(
        "Run %s starts: %s on %s, %d steps, on %s",
        plan.run(),
        plan.training().network(),
        plan.specification().getDataset(),
        plan.training().steps(),
        run.snapshot().getDevice());
    return View.of(run);
  }

  private void checkReady() {
    if (!ready) {
      throw new RefusedException(
          Reason.AWAY,
          "The trainer waits for Kafka at %s; start Kafka, or correct kafka.bootstrap.servers"
              .formatted(broker.address()));
    }
  }

  /** A run whose state says that it has ended may still be sending its last report. */
  private void awaitLastReport() throws InterruptedException {
    if (isTraining() && current.snapshot().getState() != RunChanged.State.RUNNING) {
      training.join(LAST_REPORT_MILLIS);
    }
  }

  private void checkNew(String run) {
    if (isDeleted(past.get(run))) {
      throw new RefusedException(
          "run: '%s' was deleted, and its steps may still be in training.steps; choose another id, or leave it out"
              .formatted(run));
    }
    if (find(run).isPresent()) {
      throw new RefusedException(
          "run: there is a run '%s' already; choose another id, or leave it out".formatted(run));
    }
  }

  private boolean isTraining() {
    return training != null && training.isAlive();
  }

  /** All runs, the newest first. */
  public synchronized List<View> list() {
    List<View> views =
        new ArrayList<>(
            past.values().stream().filter(run -> !isDeleted(run)).map(View::of).toList());
    if (current != null) {
      views.add(View.of(current));
    }
    views.sort(
        Comparator.comparing((View view) -> Timestamps.instant(view.state().getStarted()))
            .reversed());
    return views;
  }

  public synchronized Optional<View> find(String run) {
    return current != null && current.id().equals(run)
        ? Optional.of(View.of(current))
        : Optional.ofNullable(past.get(run)).filter(known -> !isDeleted(known)).map(View::of);
  }

  private static boolean isDeleted(RunChanged run) {
    return run != null && run.getState() == RunChanged.State.DELETED;
  }

  /**
   * Asks a run to stop before its next step; a run that has ended stays as it is.
   *
   * @return the run; empty if there is none
   */
  public synchronized Optional<View> stop(String run) {
    if (current != null && current.id().equals(run)) {
      current.stop("Stopped on request.");
    }
    return find(run);
  }

  /**
   * Deletes a run that has ended, also a foreign run, and one that this process does not know.
   * Deleting it again changes nothing.
   *
   * @throws RefusedException if it is being trained ({@code CONFLICT}), or if the broker has not
   *     acknowledged the deletion in time ({@code AWAY}); it may do so later
   */
  public synchronized void delete(String run) throws InterruptedException {
    checkReady();
    if (current != null && current.id().equals(run)) {
      awaitLastReport();
      if (isTraining()) {
        throw new RefusedException(
            Reason.CONFLICT, "Run %s is being trained; stop it, then delete it".formatted(run));
      }
      current = null;
    }
    RunChanged deleted =
        RunChanged.newBuilder().setRun(run).setState(RunChanged.State.DELETED).build();
    past.put(run, deleted);
    try {
      journal.write(deleted).get(DELETION_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new RefusedException(
          Reason.AWAY,
          "Kafka at %s has not acknowledged the deletion of %s (%s); delete it again later"
              .formatted(
                  broker.address(), run, e.getMessage() == null ? "it is away" : e.getMessage()));
    }
    LOG.infof("Run %s is deleted", run);
  }

  void shutDown(@Observes ShutdownEvent event) throws InterruptedException {
    ActiveRun run;
    Thread thread;
    synchronized (this) {
      if (!isTraining()) {
        return;
      }
      run = current;
      thread = training;
    }
    run.stop("The trainer service was shut down.");
    thread.join(SHUTDOWN_MILLIS);
    run.abandon();
    thread.join(SHUTDOWN_MILLIS);
  }
}
