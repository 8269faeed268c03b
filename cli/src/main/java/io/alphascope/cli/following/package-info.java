/**
 * A run or a replay followed to its end: until all is observed or lost, and stored.
 *
 * <ul>
 *   <li>{@link io.alphascope.cli.following.RunFollower}, {@link
 *       io.alphascope.cli.following.ReplayFollower}: ask again and again;
 *   <li>{@code WaitingReasons}: says what keeps the system from its work;
 *   <li>{@link io.alphascope.cli.following.Summary}: the result of a run, in words.
 * </ul>
 */
package io.alphascope.cli.following;
