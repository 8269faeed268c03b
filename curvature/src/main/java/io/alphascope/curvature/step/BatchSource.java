package io.alphascope.curvature.step;

/** Where the batches of one step come from. */
@FunctionalInterface
public interface BatchSource {

  /** The batch of a choice; asked at most once per choice and step. */
  Batch batch(BatchChoice choice);
}
