/**
 * A run followed from its start to its last observation; a replay, and one step, likewise.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.following.RunFollower}: asks until all is observed or lost;
 *   <li>{@link io.alphascope.local.following.Progress}: how far training and observing are;
 *   <li>{@code TerminalBars} and {@code ProgressLines}: two ways to show it, behind {@link
 *       io.alphascope.local.following.ProgressDisplay};
 *   <li>{@link io.alphascope.local.following.ReplayProgress} and {@link
 *       io.alphascope.local.following.ObservingProgress}: of a replay and of one step, each on a
 *       {@code ProgressLine};
 *   <li>{@link io.alphascope.local.following.Summary}: what it came to, in words.
 * </ul>
 */
package io.alphascope.local.following;
