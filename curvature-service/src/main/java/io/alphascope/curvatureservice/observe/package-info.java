/**
 * From a step's record to the records it causes.
 *
 * <p>{@link io.alphascope.curvatureservice.observe.StepFlow} is the whole flow: steps in, results
 * out, a step acknowledged when all its results are. {@link
 * io.alphascope.curvatureservice.observe.StepProcessor} decides what becomes of one step, and knows
 * no channel.
 */
package io.alphascope.curvatureservice.observe;
