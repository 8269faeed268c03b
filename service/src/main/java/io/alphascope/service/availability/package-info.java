/**
 * Whether what a service needs is there: said once in the log, in readiness and as a gauge.
 *
 * <ul>
 *   <li>{@link io.alphascope.service.availability.Outage}: what is known of one thing, and what of
 *       it has been said;
 *   <li>{@link io.alphascope.service.availability.Dependency}: a bean for each thing.
 * </ul>
 */
package io.alphascope.service.availability;
