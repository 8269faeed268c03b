package io.alphascope.curvatureservice.replay.work;

import io.alphascope.events.ReplayRequest;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import java.util.Optional;

/** Which steps a replay asks for. */
final class ReplayedSteps {

  private final String run;
  private final long first;
  private final long last;

  ReplayedSteps(ReplayRequest request) {
    run = request.getRun();
    first = request.hasFirstStep() ? request.getFirstStep() : 0;
    last = request.hasLastStep() ? request.getLastStep() : Long.MAX_VALUE;
  }

  /**
   * By the key alone, which spares reading the event.
   *
   * @return empty if the key does not say: a publisher of another kind
   */
  Optional<Boolean> contain(String key) {
    return StepKey.find(key).map(step -> contain(step.run(), step.step()));
  }

  boolean contain(StepTaken event) {
    return contain(event.getRun(), event.getStep());
  }

  private boolean contain(String run, long step) {
    return (this.run.isEmpty() || this.run.equals(run)) && step >= first && step <= last;
  }
}
