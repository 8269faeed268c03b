package io.alphascope.curvatureservice.decode;

import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import java.util.Optional;

/** The batches of one step. Only the thread that observes the step may call this. */
public sealed interface StepBatches extends BatchSource permits CarriedBatch, ReferencedBatches {

  /** Why there is no such batch for this step; empty if there is one. */
  Optional<String> missing(BatchChoice choice);
}
