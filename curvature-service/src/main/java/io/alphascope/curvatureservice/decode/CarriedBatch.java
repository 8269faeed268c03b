package io.alphascope.curvatureservice.decode;

import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import java.util.Optional;

/** The batch that an event carries; no other samples of its data are known. */
record CarriedBatch(Batch own) implements StepBatches {

  @Override
  public Optional<String> missing(BatchChoice choice) {
    return choice instanceof BatchChoice.Own
        ? Optional.empty()
        : Optional.of("steps that carry their own data have no other samples");
  }

  @Override
  public Batch batch(BatchChoice choice) {
    missing(choice)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    return own;
  }
}
