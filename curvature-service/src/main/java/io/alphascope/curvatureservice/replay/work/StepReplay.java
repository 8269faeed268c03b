package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.observe.ReplayedStep;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Decides which records a replay observes, and observes them. Thread-safe. */
final class StepReplay {

  /**
   * @param records to be published
   * @param counts to be added when they are published
   */
  record Outcome(List<OutgoingRecord> records, ReplayCounts counts) {

    static Outcome of(ReplayCounts counts) {
      return new Outcome(List.of(), counts);
    }
  }

  private final ReplayRequest request;
  private final List<CurvatureName> curvatures;
  private final List<ObservableChoice> observables;
  private final StepProcessor processor;

  StepReplay(ReplayRequest request, StepProcessor processor) {
    this.request = request;
    this.curvatures = request.getCurvaturesList().stream().map(CurvatureName::parse).toList();
    this.observables = ObservableChoice.parseAll(request.getObservablesList());
    this.processor = processor;
  }

  /**
   * Whether the replay asks for the step with this key, which saves reading the event.
   *
   * @return empty if the key does not name a step: the publisher writes other keys
   */
  Optional<Boolean> asksFor(String key) {
    return StepKey.find(key).map(step -> asksFor(step.run(), step.step()));
  }

  private boolean asksFor(String run, long step) {
    return (request.getRun().isEmpty() || request.getRun().equals(run))
        && step >= request.getFirstStep()
        && (!request.hasLastStep() || step <= request.getLastStep());
  }

  /**
   * Observes a record's step, if the replay asks for it.
   *
   * @param keyed whether the record's key names a step that the replay asks for
   * @throws RuntimeException if this machine lacks what the step needs
   */
  Outcome observe(ByteBuffer value, boolean keyed) {
    StepTaken event;
    try {
      event = StepDecoder.read(value);
    } catch (MalformedStepException malformed) {
      return Outcome.of(keyed ? deadLetter(malformed) : ReplayCounts.NONE);
    }
    if (!asksFor(event.getRun(), event.getStep()) || processor.isOfDeletedRun(event)) {
      return Outcome.of(ReplayCounts.NONE);
    }
    try {
      ReplayedStep replayed = processor.replay(event, curvatures, observables);
      return new Outcome(
          replayed.observations(),
          ReplayCounts.step(replayed.observations().size(), replayed.refused()));
    } catch (MalformedStepException malformed) {
      return Outcome.of(deadLetter(malformed));
    }
  }

  private static ReplayCounts deadLetter(MalformedStepException malformed) {
    return ReplayCounts.deadLetter(malformed.kind(), malformed.getMessage());
  }
}
