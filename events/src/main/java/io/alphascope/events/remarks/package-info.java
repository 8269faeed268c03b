/**
 * Remarks: sentences about what is inconsistent in a step or a run. Command line, log of the
 * curvature service, REST, page and Grafana all show the same sentence.
 *
 * <ul>
 *   <li>{@link io.alphascope.events.remarks.GradientRemark}: the published gradients differ from
 *       the measured ones; by which factor, and the usual cause;
 *   <li>{@link io.alphascope.events.remarks.WorkloadRemark}: the steps of one run were not all
 *       trained on the same {@link io.alphascope.events.remarks.Workload}.
 * </ul>
 *
 * <p>Whether a gradient disagrees is decided where it is measured, and is a field of the
 * observation; this package only makes the sentences.
 */
package io.alphascope.events.remarks;
