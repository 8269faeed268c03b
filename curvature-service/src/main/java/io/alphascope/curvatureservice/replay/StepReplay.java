package io.alphascope.curvatureservice.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvature.CurvatureName;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.observe.OutgoingRecord;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** What becomes of one record in a replay. Thread-safe. */
final class StepReplay {

  private static final Logger LOG = Logger.getLogger(StepReplay.class);

  private final String replay;
  private final List<CurvatureName> curvatures;
  private final ReplayedSteps steps;
  private final StepProcessor processor;
  private final ReplayClients clients;
  private final ReplayWorkers workers;

  StepReplay(
      ReplayChanged replay,
      ReplayedSteps steps,
      StepProcessor processor,
      ReplayClients clients,
      ReplayWorkers workers) {
    this.replay = replay.getReplay();
    this.curvatures =
        replay.getRequest().getCurvaturesList().stream().map(CurvatureName::parse).toList();
    this.steps = steps;
    this.processor = processor;
    this.clients = clients;
    this.workers = workers;
  }

  /**
   * Observes the record's step, if the replay asks for it.
   *
   * @param keyed whether its key says that it does
   * @return what the record amounted to, done when the broker has acknowledged the observations
   */
  CompletableFuture<ReplayCounts> observe(
      ConsumerRecord<String, ByteBuffer> record, boolean keyed) {
    StepTaken event;
    try {
      event = StepReader.read(record.value());
    } catch (InvalidProtocolBufferException malformed) {
      return CompletableFuture.completedFuture(
          keyed ? ReplayCounts.DEAD_LETTERED : ReplayCounts.NONE);
    }
    if (!steps.contain(event) || processor.isOfDeletedRun(event)) {
      return CompletableFuture.completedFuture(ReplayCounts.NONE);
    }
    List<OutgoingRecord> results;
    try {
      results = processor.replay(event, curvatures);
    } catch (MalformedStepException malformed) {
      return CompletableFuture.completedFuture(ReplayCounts.DEAD_LETTERED);
    } catch (RuntimeException failed) {
      LOG.errorf(
          failed,
          "replay %s: step %d of run %s cannot be observed",
          replay,
          event.getStep(),
          event.getRun());
      return CompletableFuture.completedFuture(ReplayCounts.DEAD_LETTERED);
    }
    workers.observed();
    return CompletableFuture.allOf(
            results.stream()
                .map(result -> clients.publish(result.topic(), result.key(), result.value()))
                .toArray(CompletableFuture[]::new))
        .thenApply(all -> ReplayCounts.step(curvatures.size(), results.size()));
  }
}
