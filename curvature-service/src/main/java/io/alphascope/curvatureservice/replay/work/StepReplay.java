package io.alphascope.curvatureservice.replay.work;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.observe.ReplayedStep;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of one record in a replay. Thread-safe. */
final class StepReplay {

  /**
   * @param records to be published
   * @param counts what the record amounts to
   */
  record Outcome(List<OutgoingRecord> records, ReplayCounts counts) {

    static Outcome of(ReplayCounts counts) {
      return new Outcome(List.of(), counts);
    }
  }

  private final List<CurvatureName> curvatures;
  private final ReplayedSteps steps;
  private final StepProcessor processor;
  private final ReplayWorkers workers;

  StepReplay(
      ReplayChanged replay, ReplayedSteps steps, StepProcessor processor, ReplayWorkers workers) {
    this.curvatures =
        replay.getRequest().getCurvaturesList().stream().map(CurvatureName::parse).toList();
    this.steps = steps;
    this.processor = processor;
    this.workers = workers;
  }

  /**
   * Observes the record's step, if the replay asks for it.
   *
   * @param keyed whether its key says that it does
   * @throws RuntimeException if this machine lacks what the step needs
   */
  Outcome observe(ConsumerRecord<String, ByteBuffer> record, boolean keyed) {
    StepTaken event;
    try {
      event = StepReader.read(record.value());
    } catch (InvalidProtocolBufferException malformed) {
      return Outcome.of(
          keyed
              ? ReplayCounts.deadLetter(
                  "value", "value: expected a StepTaken, found bytes that are none")
              : ReplayCounts.NONE);
    }
    if (!steps.contain(event) || processor.isOfDeletedRun(event)) {
      return Outcome.of(ReplayCounts.NONE);
    }
    ReplayedStep replayed;
    try {
      replayed = processor.replay(event, curvatures);
    } catch (MalformedStepException malformed) {
      return Outcome.of(ReplayCounts.deadLetter(malformed.kind(), malformed.getMessage()));
    }
    workers.observed();
    return new Outcome(
        replayed.observations(),
        ReplayCounts.step(replayed.observations().size(), replayed.refused()));
  }
}
