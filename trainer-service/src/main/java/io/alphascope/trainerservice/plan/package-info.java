/**
 * From a request to a run that is possible: {@link io.alphascope.trainerservice.plan.RunPlanner}
 * checks a {@link io.alphascope.trainerservice.plan.RunRequest} and makes a {@link
 * io.alphascope.trainerservice.plan.RunPlan}, or refuses it with the cause and the remedy, before
 * anything is started.
 */
package io.alphascope.trainerservice.plan;
