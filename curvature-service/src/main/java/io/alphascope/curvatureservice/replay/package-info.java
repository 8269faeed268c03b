/**
 * Observes steps that {@code training.steps} still holds once more, under other curvatures.
 *
 * <ul>
 *   <li>a request is checked by {@link io.alphascope.curvatureservice.replay.ReplayRequests} and
 *       written into {@code curvature.replays}, with the offsets that bound it;
 *   <li>every instance follows that topic, and takes part in what is running ({@code work}) in a
 *       consumer group of the replay's own; the live group is not touched;
 *   <li>the instance that has the first partition reports how far the group is, until all is done.
 * </ul>
 *
 * <pre>
 *   state  what the records of curvature.replays say, and which follows which
 *   kept   what training.steps still holds, and of which runs
 *   work   this instance's part in what is running
 *   rest   /replays and /kept-steps
 * </pre>
 *
 * <p>Delivery: at least once, by the one path of {@link
 * io.alphascope.curvatureservice.delivery.Delivery}. An offset is committed when the broker has
 * acknowledged all that the records below it caused. The counts lie in the committed offset's
 * metadata, so they move with it: whoever is killed, nothing counts twice.
 */
package io.alphascope.curvatureservice.replay;
