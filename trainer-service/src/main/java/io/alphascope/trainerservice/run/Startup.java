package io.alphascope.trainerservice.run;

import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.service.availability.CheckResponses;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.broker.RequiredTopics;
import io.alphascope.workload.engine.EngineUnavailableException;
import io.alphascope.workload.engine.PyTorch;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * What the service does in the background after it has started to listen: it loads PyTorch, waits
 * for the broker and its topics, and reads past runs.
 */
@ApplicationScoped
class Startup {

  private static final Logger LOG = Logger.getLogger(Startup.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  @Inject Broker broker;
  @Inject Recovery recovery;
  @Inject Runs runs;
  @Inject Event<PastRunsKnown> known;

  @Produces
  @Singleton
  RequiredTopics topics() {
    return RequiredTopics.of(Topic.STEPS, Topic.RUNS);
  }

  /** Ready when past runs are known, so that a run can be started. */
  @Produces
  @Readiness
  HealthCheck pastRuns() {
    return () ->
        CheckResponses.of(
            "past-runs",
            runs.isReady()
                ? Optional.empty()
                : Optional.of("past runs have not been read from Kafka yet"));
  }

  void begin(@Observes StartupEvent event) {
    inBackground("start-up-pytorch", Startup::loadEngine);
    broker.topicsCreated().thenRun(() -> inBackground("start-up", this::learnPast));
  }

  private static void loadEngine() {
    try {
      PyTorch.engine();
    } catch (EngineUnavailableException e) {
      LOG.error(e.getMessage());
    }
  }

  private void learnPast() {
    boolean said = false;
    while (true) {
      try {
        Map<String, RunChanged> past = recovery.pastRuns();
        runs.begin(past);
        LOG.infof("Ready to train; %d past runs are known", past.size());
        known.fire(new PastRunsKnown(past.size()));
        return;
      } catch (KafkaException e) {
        if (!said) {
          said = true;
          LOG.warnf(
              "Past runs cannot be read from Kafka at %s yet (%s); trying again",
              broker.address(), e.getMessage());
        }
      }
      LockSupport.parkNanos(RETRY_AFTER.toNanos());
    }
  }

  private static void inBackground(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
