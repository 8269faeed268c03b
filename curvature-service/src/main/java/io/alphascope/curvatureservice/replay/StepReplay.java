package io.alphascope.curvatureservice.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.observe.ReplayedStep;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of one record in a replay. Thread-safe. */
final class StepReplay {

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
   * @throws RuntimeException if this machine lacks what the step needs
   */
  CompletableFuture<ReplayCounts> observe(
      ConsumerRecord<String, ByteBuffer> record, boolean keyed) {
    StepTaken event;
    try {
      event = StepReader.read(record.value());
    } catch (InvalidProtocolBufferException malformed) {
      return CompletableFuture.completedFuture(
          keyed
              ? ReplayCounts.deadLetter(
                  "value", "value: expected a StepTaken, found bytes that are none")
              : ReplayCounts.NONE);
    }
    if (!steps.contain(event) || processor.isOfDeletedRun(event)) {
      return CompletableFuture.completedFuture(ReplayCounts.NONE);
    }
    ReplayedStep replayed;
    try {
      replayed = processor.replay(event, curvatures);
    } catch (MalformedStepException malformed) {
      return CompletableFuture.completedFuture(
          ReplayCounts.deadLetter(malformed.kind(), malformed.getMessage()));
    }
    workers.observed();
    ReplayCounts counts = ReplayCounts.step(replayed.observations().size(), replayed.refused());
    return CompletableFuture.allOf(
            replayed.observations().stream()
                .map(result -> clients.publish(result.topic(), result.key(), result.value()))
                .toArray(CompletableFuture[]::new))
        .thenApply(all -> counts);
  }
}
