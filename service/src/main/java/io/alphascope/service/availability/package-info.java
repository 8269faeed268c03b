/**
 * Whether the things that a service depends on are available: in the log, in readiness and as a
 * gauge.
 *
 * <ul>
 *   <li>{@link io.alphascope.service.availability.Outage}: the state of one of them, and what has
 *       been logged about it;
 *   <li>{@link io.alphascope.service.availability.Dependency}: a bean for each of them.
 * </ul>
 */
package io.alphascope.service.availability;
