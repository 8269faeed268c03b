/**
 * Observes steps again, under other curvatures, while {@code training.steps} still holds them.
 *
 * <ul>
 *   <li>a request is checked by {@link io.alphascope.curvatureservice.replay.ReplayRequests} and
 *       written into {@code curvature.replays}, with the offsets that bound it;
 *   <li>every instance follows that topic, and takes part in each running replay ({@code work}) in
 *       a consumer group for this replay; the live group is not affected;
 *   <li>the instance that has the first partition reports how far the group is, until it is done.
 * </ul>
 *
 * <pre>
 *   state  the records of curvature.replays: their meaning and their order
 *   kept   what training.steps still holds, and of which runs
 *   work   this instance's part in the running replays
 *   rest   /replays and /kept-steps
 * </pre>
 *
 * <p>Delivery: at least once, through {@link io.alphascope.curvatureservice.delivery.Delivery}. An
 * offset is committed when the broker has acknowledged the results of all records below it. The
 * counts are in the metadata of the committed offset, so a crash never makes them count twice.
 */
package io.alphascope.curvatureservice.replay;
