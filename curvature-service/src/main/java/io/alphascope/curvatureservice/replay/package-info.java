/**
 * Observes steps that {@code training.steps} still holds once more, under other curvatures.
 *
 * <ul>
 *   <li>a request is checked by {@link io.alphascope.curvatureservice.replay.ReplayRequests} and
 *       written into {@code curvature.replays}, with the offsets that bound it;
 *   <li>every instance follows that topic ({@link
 *       io.alphascope.curvatureservice.replay.ReplaysTopic}), and takes part in what is running
 *       ({@link io.alphascope.curvatureservice.replay.ReplayRun}) in a consumer group of the
 *       replay's own; the live group is not touched;
 *   <li>the instance that has the first partition reports how far the group is ({@link
 *       io.alphascope.curvatureservice.replay.ReplayReport}), until all is done.
 * </ul>
 *
 * <p>Delivery: at least once. An offset is committed when the broker has acknowledged all that the
 * records below it caused. The counts lie in the committed offset's metadata, so they move with it:
 * whoever is killed, nothing counts twice. Results are deterministic and keyed, so what is done
 * again overwrites itself.
 */
package io.alphascope.curvatureservice.replay;
