package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.observe.ReplayedStep;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
   * Whether the replay can ask for a step of the record with this key, which saves reading it.
   *
   * @return empty if the key does not name a step: the publisher writes other keys
   */
  Optional<Boolean> mayAskFor(String key) {
    return StepKey.find(key)
        .map(
            first ->
                isAsked(first.run())
                    && isNotAfter(first.step())
                    && first.step() + StepGroup.MOST_STEPS > request.getFirstStep());
  }

  private boolean asksFor(StepTaken step) {
    return asksFor(step.getRun(), step.getStep());
  }

  private boolean asksFor(String run, long step) {
    return isAsked(run) && step >= request.getFirstStep() && isNotAfter(step);
  }

  private boolean isAsked(String run) {
    return request.getRun().isEmpty() || request.getRun().equals(run);
  }

  private boolean isNotAfter(long step) {
    return !request.hasLastStep() || step <= request.getLastStep();
  }

  /**
   * Observes those of a record's steps that the replay asks for.
   *
   * @throws RuntimeException if this machine lacks what a step needs
   */
  Outcome observe(String key, ByteBuffer value) {
    List<GroupedStep> steps;
    try {
      steps = StepDecoder.read(value);
    } catch (MalformedStepException malformed) {
      return Outcome.of(
          StepKey.find(key).filter(step -> asksFor(step.run(), step.step())).isPresent()
              ? deadLetter(malformed)
              : ReplayCounts.NONE);
    }
    List<OutgoingRecord> records = new ArrayList<>();
    ReplayCounts counts = ReplayCounts.NONE;
    for (GroupedStep step : steps) {
      if (asksFor(step.step()) && !processor.isOfDeletedRun(step.step())) {
        counts = counts.plus(observe(step, records));
      }
    }
    return new Outcome(records, counts);
  }

  private ReplayCounts observe(GroupedStep step, List<OutgoingRecord> records) {
    try {
      ReplayedStep replayed = processor.replay(step, curvatures, observables);
      records.addAll(replayed.observations());
      return ReplayCounts.step(replayed.observations().size(), replayed.refused());
    } catch (MalformedStepException malformed) {
      return deadLetter(malformed);
    }
  }

  private static ReplayCounts deadLetter(MalformedStepException malformed) {
    return ReplayCounts.deadLetter(malformed.kind(), malformed.getMessage());
  }
}
