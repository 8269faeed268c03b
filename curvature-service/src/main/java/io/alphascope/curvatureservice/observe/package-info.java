/**
 * From a step's record to the records it causes: {@link
 * io.alphascope.curvatureservice.observe.StepProcessor} decides what becomes of one step, and knows
 * no channel.
 */
package io.alphascope.curvatureservice.observe;
