package io.alphascope.trainerservice.plan;

import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.publishing.StepEvents;
import io.alphascope.trainerservice.training.StepStart;
import io.alphascope.trainerservice.training.TrainingPlan;
import io.alphascope.workload.dataset.Split;
import java.time.Instant;
import java.util.Arrays;

/**
 * Bytes of a run's records, at most.
 *
 * @param head of a step without its vectors
 * @param common of it what the steps of a record share
 * @param vector of a vector with its frame
 * @param byRule whether θ₁ is usually left out
 */
record EventSize(long head, long common, long vector, boolean byRule) {

  /** Tags, lengths, element type and shape of a vector, or of a following step: less than that. */
  private static final int FRAME = 64;

  static EventSize of(String run, RunSpecification specification, TrainingPlan plan) {
    int[] samples = new int[plan.batchSize()];
    Arrays.fill(samples, plan.dataset().size(Split.TRAIN) - 1);
    StepStart largest =
        new StepStart(
            plan.steps(),
            plan.epochs(),
            samples,
            Double.MAX_VALUE,
            plan.optimizer().learningRate());
    long head =
        new StepEvents(run, specification, plan.initialParameters())
            .head(largest, Instant.ofEpochSecond(Integer.MAX_VALUE, 999_999_999))
            .build()
            .getSerializedSize();
    return new EventSize(
        head,
        specification.getSerializedSize(),
        plan.network().parameterCount() * Float.BYTES + FRAME,
        StepEvents.byRule(specification));
  }

  /** A record of one step, which carries θ₁. */
  long single() {
    return head + 3 * vector + FRAME;
  }

  /** What a following step that carries θ₁ adds. */
  long following() {
    return head - common + 2 * vector + FRAME;
  }

  /** So many steps in full records, as they usually are. */
  double total(long steps, int stepsPerEvent) {
    double records = Math.ceil((double) steps / stepsPerEvent);
    double carried = byRule ? vector : 2.0 * vector;
    return records * (common + vector + FRAME) + steps * (head - common + carried + FRAME);
  }
}
