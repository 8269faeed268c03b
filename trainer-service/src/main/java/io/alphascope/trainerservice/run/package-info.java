/**
 * Runs, from the plan to the end.
 *
 * <p>{@link io.alphascope.trainerservice.run.ActiveRun} carries out a plan and reports its state;
 * {@link io.alphascope.trainerservice.run.Runs} allows one run at a time and knows the past ones;
 * {@link io.alphascope.trainerservice.run.Recovery} reads those when the service starts.
 */
package io.alphascope.trainerservice.run;
