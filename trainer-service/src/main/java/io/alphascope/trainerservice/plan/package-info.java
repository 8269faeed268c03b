/**
 * From what somebody asks for to a run that can work.
 *
 * <p>A {@link io.alphascope.trainerservice.plan.RunRequest} is what somebody asks for; {@link
 * io.alphascope.trainerservice.plan.RunPlanner} checks it and makes a {@link
 * io.alphascope.trainerservice.plan.RunPlan}, or refuses with the cause and the remedy, before
 * anything happens.
 */
package io.alphascope.trainerservice.plan;
