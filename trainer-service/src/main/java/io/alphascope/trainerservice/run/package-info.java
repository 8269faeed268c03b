/**
 * Runs, from a plan to an end.
 *
 * <p>{@link io.alphascope.trainerservice.run.ActiveRun} carries a plan out and reports its state;
 * {@link io.alphascope.trainerservice.run.Runs} lets one run at a time happen and knows the past
 * ones; {@link io.alphascope.trainerservice.run.Recovery} finds out about those when the service
 * starts.
 */
package io.alphascope.trainerservice.run;
