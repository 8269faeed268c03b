package io.alphascope.curvatureservice.decode;

import io.alphascope.curvature.BatchChoice;
import io.alphascope.curvature.BatchSource;

/** The batches of one step. To be asked by the thread that observes the step. */
public sealed interface StepBatches extends BatchSource permits CarriedBatch, ReferencedBatches {

  /** Whether there is such a batch for this step; others may not be asked for. */
  boolean has(BatchChoice choice);
}
