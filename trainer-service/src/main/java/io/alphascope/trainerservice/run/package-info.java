/**
 * Runs, from a wish to an end.
 *
 * <p>A {@link io.alphascope.trainerservice.run.RunRequest} is what somebody asks for; {@link
 * io.alphascope.trainerservice.run.RunPlanner} checks it and makes a {@link
 * io.alphascope.trainerservice.run.RunPlan}, or refuses with the cause and the remedy, before
 * anything happens; {@link io.alphascope.trainerservice.run.ActiveRun} carries it out and reports
 * its state; {@link io.alphascope.trainerservice.run.Runs} lets one run at a time happen and knows
 * the past ones; {@link io.alphascope.trainerservice.run.Recovery} finds out about those when the
 * service starts.
 */
package io.alphascope.trainerservice.run;
