package io.alphascope.curvatureservice.runs;

import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps {@code training.runs} true where clients outside write into it: a run whose publisher has
 * died without a word becomes {@code interrupted}, and a run that was deleted stays deleted if its
 * publisher goes on. Several instances may do so at once, in equal records.
 */
@ApplicationScoped
class PublisherWatch {

  private static final Logger LOG = Logger.getLogger(PublisherWatch.class);

  private final Broker broker;
  private final RunsTopic runs;
  private final Results results;
  private final Set<String> deletedAndReported = ConcurrentHashMap.newKeySet();
  private CompletableFuture<Void> correction = CompletableFuture.completedFuture(null);

  PublisherWatch(Broker broker, RunsTopic runs, Results results) {
    this.broker = broker;
    this.runs = runs;
    this.results = results;
  }

  /**
   * Before anything is corrected, the topic is read to its end: this instance may be behind, or the
   * broker away for a moment.
   */
  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void look() {
    if (broker.trouble().isPresent()) {
      runs.cannotBeHeard();
    } else if (correction.isDone() && !runs.corrections().isEmpty()) {
      correction = runs.readToEnd().thenRun(() -> runs.corrections().forEach(this::write));
    }
  }

  private void write(RunChanged run) {
    if (run.getState() != RunChanged.State.DELETED) {
      LOG.warnf("Run %s: %s", run.getRun(), run.getMessage());
    } else if (deletedAndReported.add(run.getRun())) {
      LOG.warnf("Run %s was deleted, and stays so: end its publisher", run.getRun());
    }
    results.tell(new OutgoingRecord(Topic.RUNS, run.getRun(), run));
  }
}
