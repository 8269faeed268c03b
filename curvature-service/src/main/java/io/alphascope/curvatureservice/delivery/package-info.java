/**
 * How steps are delivered: {@link io.alphascope.curvatureservice.delivery.Delivery} leads from a
 * record to its finished offset, for live steps ({@link
 * io.alphascope.curvatureservice.delivery.LiveSteps}) and for replays.
 */
package io.alphascope.curvatureservice.delivery;
