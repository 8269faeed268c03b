package io.alphascope.trainerservice.run;

import io.alphascope.events.RunChanged;
import io.alphascope.trainerservice.publishing.RunJournal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Writes the state of one run to the journal: when it begins, when it has changed, at most every
 * half second, when requested, and when it ends. Only one write waits for the broker at any time.
 */
final class RunReporter {

  private static final long INTERVAL_MILLIS = 500;
  private static final long LOOK_EVERY_MILLIS = 100;

  private final RunJournal journal;
  private final ScheduledExecutorService writing =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "run-reporting");
            thread.setDaemon(true);
            return thread;
          });

  /** Used only by the writing thread. */
  private RunChanged lastWritten;

  /** Used only by the writing thread. */
  private Future<?> acknowledgement = CompletableFuture.completedFuture(null);

  private Supplier<RunChanged> state;

  RunReporter(RunJournal journal) {
    this.journal = journal;
  }

  void begin(Supplier<RunChanged> state) {
    this.state = state;
    writing.scheduleWithFixedDelay(this::writeIfChanged, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Does not wait. */
  void reportNow() {
    writing.execute(this::writeIfChanged);
  }

  private void writeIfChanged() {
    RunChanged now = state.get();
    if (acknowledgement.isDone() && !now.equals(lastWritten)) {
      acknowledgement = journal.write(now);
      lastWritten = now;
    }
  }

  /** Writes the last state, after all others, and waits until the broker has it. */
  void reportLast(RunChanged last, BooleanSupplier giveUp) throws InterruptedException {
    CompletableFuture<Void> written =
        CompletableFuture.supplyAsync(() -> journal.write(last), writing)
            .thenCompose(acknowledged -> acknowledged);
    while (!giveUp.getAsBoolean()) {
      try {
        written.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException notYet) {
        continue;
      } catch (ExecutionException loggedByTheJournal) {
        return;
      }
    }
  }

  /** Writes nothing more. */
  void end() {
    writing.shutdownNow();
  }
}
