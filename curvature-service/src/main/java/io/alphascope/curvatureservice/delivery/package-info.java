/**
 * How steps are delivered: {@link io.alphascope.curvatureservice.delivery.Delivery} is the one way
 * from a record's work to its finished offset, {@link
 * io.alphascope.curvatureservice.delivery.LiveSteps} takes it for the live steps. Replays take it
 * too.
 */
package io.alphascope.curvatureservice.delivery;
