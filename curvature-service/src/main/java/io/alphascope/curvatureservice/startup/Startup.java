package io.alphascope.curvatureservice.startup;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.delivery.LiveSteps;
import io.alphascope.curvatureservice.delivery.Workers;
import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.curvatureservice.observe.StepObservation;
import io.alphascope.curvatureservice.runs.RunsTopic;
import io.alphascope.service.broker.Broker;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Starts to consume steps when the broker answers, its topics exist, and every worker is warm.
 * Meanwhile the service answers requests, and says what it waits for.
 */
@ApplicationScoped
public class Startup {

  private static final Logger LOG = Logger.getLogger(Startup.class);

  private final AtomicInteger cold = new AtomicInteger();
  private volatile boolean consuming;
  private volatile String defect;

  @Inject CurvatureServiceConfig config;
  @Inject Broker broker;
  @Inject Workers workers;
  @Inject HeldWork heldWork;
  @Inject StepObservation observation;
  @Inject RunsTopic runs;
  @Inject LiveSteps liveSteps;

  void onStart(@Observes StartupEvent started) {
    CompletableFuture<Void> topics =
        broker.topicsCreated().thenRun(runs::start).toCompletableFuture();
    CompletableFuture.allOf(topics, warm())
        .whenComplete(
            (ready, failure) -> {
              if (failure == null) {
                liveSteps.start();
                consuming = true;
                LOG.infof(
                    "observing %s on %d threads", config.curvature().curvatures(), workers.count());
              } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                defect = "this machine cannot observe: " + cause.getMessage();
                LOG.error(defect, failure);
              }
            });
  }

  /** The pool creates a thread for each of the first tasks, so every worker gets one task. */
  private CompletableFuture<Void> warm() {
    if (!config.curvature().warmUp()) {
      return CompletableFuture.completedFuture(null);
    }
    cold.set(workers.count());
    WarmUp warmUp = new WarmUp(observation, config.curvature().curvatures());
    Supplier<Integer> warmWorker =
        () -> {
          warmUp.run();
          return cold.decrementAndGet();
        };
    return CompletableFuture.allOf(
        Stream.generate(() -> heldWork.whenPossible(warmWorker, workers.executor()))
            .limit(workers.count())
            .map(Uni::subscribeAsCompletionStage)
            .toArray(CompletableFuture[]::new));
  }

  /** Why no steps are consumed; empty if they are. */
  public Optional<String> waitingFor() {
    String own = cold.get() > 0 ? "warming up" : consuming ? null : "opening the channel";
    return Optional.ofNullable(defect).or(broker::trouble).or(() -> Optional.ofNullable(own));
  }
}
