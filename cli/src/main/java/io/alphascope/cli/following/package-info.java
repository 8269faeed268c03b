/**
 * A run or a replay followed to its end: until all is observed or lost, and stored.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.following.RunFollower}, {@link
 *       io.alphascope.cli.following.ReplayFollower}: ask again and again;
 *   <li>{@code Waiting}: says what keeps the system from its work;
 *   <li>{@link io.alphascope.cli.following.Summary}: what a run came to, in words.
 * </ul>
 */
package io.alphascope.cli.following;
