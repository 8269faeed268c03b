package io.alphascope.curvatureservice.decode;

import io.alphascope.curvature.Batch;
import io.alphascope.curvature.BatchChoice;

/** The batch that an event carries; its samples are all that is known of its data. */
record CarriedBatch(Batch own) implements StepBatches {

  @Override
  public boolean has(BatchChoice choice) {
    return choice instanceof BatchChoice.Own;
  }

  @Override
  public Batch batch(BatchChoice choice) {
    if (!has(choice)) {
      throw new IllegalArgumentException(
          "batch " + choice + " does not exist: the step carries its own data");
    }
    return own;
  }
}
