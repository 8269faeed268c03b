/**
 * What is inconsistent in a step or a run, in words. Every door says the same sentence: the command
 * line, the log of the curvature service, REST, and with it the page and Grafana.
 *
 * <ul>
 *   <li>{@link io.alphascope.events.remarks.GradientRemark}: the published gradients are not those
 *       of what is declared; by which factor, and what usually makes it;
 *   <li>{@link io.alphascope.events.remarks.WorkloadRemark}: the steps of one run were not trained
 *       on one {@link io.alphascope.events.remarks.Workload}.
 * </ul>
 *
 * <p>Whether a gradient disagrees is decided where it is measured and travels with the observation;
 * here is only what is said of those that do.
 */
package io.alphascope.events.remarks;
