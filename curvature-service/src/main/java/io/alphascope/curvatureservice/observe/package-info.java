/**
 * From a step's record to the records to publish: {@link
 * io.alphascope.curvatureservice.observe.StepProcessor} processes one step, without channels.
 */
package io.alphascope.curvatureservice.observe;
